//! The proof that the conformance catalogue bites: a relying party that does everything right passes all of it,
//! and each of its defects is caught by the rows that are meant for it. `scenarios/conformance/DEFECTS.md` tells the
//! same to people; the relying party writes it.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::Value;

/// A line of the table.
struct Line {
    defect: String,
    rows: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The relying party, which `cargo test` builds with the other examples.
fn relying_party() -> PathBuf {
    let bins = Path::new(env!("CARGO_BIN_EXE_harness")).parent().unwrap();
    let party = bins.join("examples/relying_party");
    assert!(
        party.is_file(),
        "build it first: cargo build -p harness --example relying_party"
    );
    party
}

/// What the relying party says of itself.
fn said(flag: &str) -> String {
    let output = Command::new(relying_party()).arg(flag).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The defects, and the rows that must catch each of them.
fn lines() -> Vec<Line> {
    let line = |line: &str| {
        let (defect, rows) = line.split_once('\t').unwrap();
        Line {
            defect: defect.to_owned(),
            rows: rows.split(' ').map(str::to_owned).collect(),
        }
    };
    said("--list").lines().map(line).collect()
}

/// The rows of the catalogue: `basic/nonce-sent`.
fn rows() -> Vec<String> {
    let entries = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|one| one.unwrap());
    let folders = entries(root().join("scenarios/conformance"));
    let folders = folders.filter(|folder| folder.file_type().unwrap().is_dir());
    let rows = folders.flat_map(|folder| {
        let group = folder.file_name().into_string().unwrap();
        entries(folder.path()).filter_map(move |row| {
            let row = row.file_name().into_string().unwrap();
            let row = row.strip_suffix(".yaml")?;
            Some(format!("{group}/{row}"))
        })
    });
    rows.collect()
}

/// What was judged of a try.
#[derive(Debug)]
struct Judged {
    standing: String,
    reason: String,
}

impl Judged {
    fn is_good(&self) -> bool {
        ["pass", "not-applicable"].contains(&self.standing.as_str())
    }

    /// Whether the app did wrong. One that did not sign in with an honest provider did; one that fell before it was lied
    /// to may have lost its port, and proves nothing.
    fn is_caught(&self) -> bool {
        match self.standing.as_str() {
            "fail" | "warn" => true,
            "inconclusive" => self.reason.starts_with("the control run did not sign in"),
            _ => false,
        }
    }
}

/// Plays rows against the relying party: what was judged by the row's file.
fn conform(profile: &Path, defect: Option<&str>, what: &[&str]) -> BTreeMap<String, Vec<Judged>> {
    let report = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    command
        .current_dir(root())
        .arg("conform")
        .args(what)
        .args(["--agent", "embedded", "--app"])
        .arg(profile)
        .arg(format!("--report=json={}", report.path().display()))
        .env_remove("RELYING_PARTY_DEFECT");
    if let Some(defect) = defect {
        command.env("RELYING_PARTY_DEFECT", defect);
    }
    let output = command.output().unwrap();
    let text = std::fs::read_to_string(report.path()).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|_| {
        panic!("{defect:?}: {}", String::from_utf8_lossy(&output.stderr));
    });
    let mut judged = BTreeMap::<String, Vec<Judged>>::new();
    for case in json["cases"].as_array().unwrap() {
        let row = case["id"].as_str().unwrap();
        let last = case["tries"].as_array().unwrap().last();
        let (standing, reason) = last.map_or(("not-applicable", ""), |last| {
            let text = |name: &str| last["judgement"][name].as_str();
            let standing = text("standing")
                .unwrap_or_else(|| panic!("{defect:?}, {row}: {}", last["outcome"]));
            (standing, text("reason").unwrap_or_default())
        });
        judged
            .entry(row.trim_start_matches("conformance/").to_owned())
            .or_default()
            .push(Judged {
                standing: standing.to_owned(),
                reason: reason.to_owned(),
            });
    }
    judged
}

/// The profile, without its build, for a program that is there.
fn profile() -> tempfile::NamedTempFile {
    let path = root().join("scenarios/apps/relying-party.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("build:"))
        .collect();
    let party = relying_party().display().to_string();
    let text = lines
        .join("\n")
        .replace("${bin}/examples/relying_party", &party);
    let file = tempfile::Builder::new().suffix(".yaml").tempfile().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[test]
fn the_table_is_as_the_relying_party_tells_it() {
    let path = root().join("scenarios/conformance/DEFECTS.md");
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(
        committed == said("--table"),
        "scenarios/conformance/DEFECTS.md is not as generated; write it anew with\n\
         cargo run -p harness --example relying_party -- --table > scenarios/conformance/DEFECTS.md"
    );
    for row in rows() {
        let told = committed.contains(&format!("`{row}`"));
        assert!(
            told,
            "no defect is for {row}: add a switch to the relying party"
        );
    }
    let all = lines();
    let names: BTreeSet<&str> = all.iter().map(|line| line.defect.as_str()).collect();
    assert_eq!(names.len(), all.len(), "two defects have one name");
    assert!(all.len() >= 140, "{}", all.len());
}

/// The rows that a matrix judges, and what they rest on.
fn judged(app: &str) -> Vec<String> {
    let path = root().join(format!("scenarios/conformance/{app}.md"));
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| "));
    let row_and_clause = |line: &str| {
        let mut cells = line.split(" | ");
        format!("{} {}", cells.next().unwrap(), cells.last().unwrap())
    };
    lines.map(row_and_clause).collect()
}

#[test]
fn every_app_has_a_verdict_for_every_row() {
    // That one is written anew by `.ci/run`.
    let all = judged("sample-app");
    assert!(all.len() >= rows().len(), "{} lines", all.len());
    for app in ["openid-client", "logto-express", "logto-flask"] {
        assert_eq!(judged(app), all, "write the matrix of {app} anew");
    }
}

#[test]
fn a_relying_party_without_a_defect_passes_every_row_and_each_defect_is_caught() {
    let profile = profile();
    for (row, judged) in conform(profile.path(), None, &["all"]) {
        let all_good = judged.iter().all(Judged::is_good);
        assert!(all_good, "a false alarm: {row} {judged:?}");
    }
    // Several at a time: much of it is waiting.
    let lines = lines();
    let (next, missed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
            let rows: Vec<&str> = line.rows.iter().map(String::as_str).collect();
            let seen = conform(profile.path(), Some(&line.defect), &rows);
            for row in rows {
                let judged = seen.get(row).map_or(&[][..], Vec::as_slice);
                if !judged.iter().any(Judged::is_caught) {
                    let missed = &mut *missed.lock().unwrap();
                    missed.push(format!("{} by {row}: {judged:?}", line.defect));
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    let missed = missed.into_inner().unwrap();
    assert!(missed.is_empty(), "not caught: {missed:#?}");
}
