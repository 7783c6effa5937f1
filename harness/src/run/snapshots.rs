//! Snapshot files beside scenarios, in insta's format: `cargo insta review` works on them.

use std::path::{Path, PathBuf};

use super::{Trouble, World};
use crate::{
    check::{self, Evidence},
    expectation::{Expectation, SnapshotOf, What},
    plan::Case,
};

/// The snapshots that are asked for.
pub(super) fn wanted(all: &[Expectation<String>]) -> impl Iterator<Item = (SnapshotOf, &str)> {
    all.iter().filter_map(|one| match &one.what {
        What::Snapshot { of, name } => Some((*of, name.as_str())),
        What::Url(_)
        | What::Title(_)
        | What::Text(_)
        | What::NoText(_)
        | What::Element(_)
        | What::NoElement(_)
        | What::Cookie(_)
        | What::Status(_)
        | What::Header { .. }
        | What::Json { .. }
        | What::Requests(_)
        | What::IdToken { .. }
        | What::NoSecrets(_)
        | What::SignedOut(_) => None,
    })
}

/// The file of a snapshot: `returning-user.requests.snap` beside `returning-user.yaml`. That of another
/// than the suite's usual app bears its name: `returning-user.my-app.requests.snap`.
fn path(case: &Case, other_app: Option<&str>, name: &str) -> PathBuf {
    let parts = [other_app, case.row.as_deref()].map(|part| part.map(|part| slug(part) + "."));
    let [app, row] = parts.map(Option::unwrap_or_default);
    case.path.with_extension(format!("{app}{row}{name}.snap"))
}

/// A text as a part of a file's name.
pub(super) fn slug(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    plain
        .split('-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// The text after the header between two lines of `---`.
fn contents(text: &str) -> &str {
    text.strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(text, |(_, contents)| contents)
}

fn file(case: &Case, expression: &str, contents: &str) -> String {
    let source = case.place.source().path.replace('\\', "/");
    format!(
        "---\nsource: {source}\nexpression: {expression}\n---\n{}\n",
        contents.trim_end()
    )
}

fn pending(path: &Path) -> PathBuf {
    path.with_added_extension("new")
}

impl World<'_> {
    fn snapshot_path(&self, name: &str) -> PathBuf {
        path(self.case, self.stage.other_app.as_deref(), name)
    }

    /// What is stored, without insta's header.
    pub(super) fn stored(&self, name: &str) -> Option<String> {
        let text = std::fs::read_to_string(self.snapshot_path(name)).ok()?;
        Some(contents(&text).to_owned())
    }

    /// After all expectations held: takes snapshots anew when asked to, forgets proposals that are moot.
    pub(super) fn keep_snapshots(
        &self,
        all: &[Expectation<String>],
        evidence: &Evidence,
    ) -> Result<(), Trouble> {
        for (of, name) in wanted(all) {
            let path = self.snapshot_path(name);
            if self.stage.update_snapshots {
                let now = check::rendered(of, evidence);
                let stored = self.stored(name);
                if stored.is_none_or(|stored| stored.trim_end() != now.trim_end()) {
                    write(&path, &file(self.case, name, &now))?;
                }
            }
            forget(&pending(&path));
        }
        Ok(())
    }

    /// After snapshots differed: writes what is there now beside them, for a review.
    pub(super) fn propose_snapshots(
        &self,
        all: &[Expectation<String>],
        evidence: &Evidence,
    ) -> Result<(), Trouble> {
        for (of, name) in wanted(all) {
            let now = check::rendered(of, evidence);
            let stored = self.stored(name);
            if stored.is_none_or(|stored| stored.trim_end() != now.trim_end()) {
                write(
                    &pending(&self.snapshot_path(name)),
                    &file(self.case, name, &now),
                )?;
            }
        }
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    std::fs::write(path, text).map_err(|error| {
        Trouble::broken(
            "a snapshot cannot be written",
            format!("{}: {error}", path.display()),
        )
    })
}

/// Takes a proposal away; mostly there is none.
fn forget(path: &Path) {
    if path.exists()
        && let Err(error) = std::fs::remove_file(path)
    {
        tracing::warn!(path = %path.display(), %error, "cannot remove a moot snapshot");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_insta_is_no_part_of_a_snapshot() {
        assert_eq!(
            contents("---\nsource: a\nexpression: b\n---\nauthorize\n"),
            "authorize\n"
        );
        assert_eq!(contents("plain\n"), "plain\n");
    }

    #[test]
    fn names_of_rows_become_parts_of_file_names() {
        assert_eq!(slug("Extra query, twice!"), "extra-query-twice");
    }
}
