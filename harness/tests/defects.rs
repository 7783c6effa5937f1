//! The proof that the conformance catalogue bites: a relying party that does everything right passes all of it,
//! and each defect in `scenarios/conformance/DEFECTS.md` is caught by the rows that stand beside it there.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    collections::BTreeMap,
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

/// The texts in backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn table() -> (Vec<Line>, Vec<String>) {
    let path = root().join("scenarios/conformance/DEFECTS.md");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| `"));
    let caught = lines.map(|line| {
        let mut cells = line.split('|').skip(1);
        let defect = quoted(cells.next().unwrap()).remove(0);
        let rows = quoted(cells.nth(1).unwrap());
        Line { defect, rows }
    });
    let open = text.lines().filter(|line| line.starts_with("- `"));
    (
        caught.collect(),
        open.map(|line| quoted(line).remove(0)).collect(),
    )
}

/// Plays rows against the relying party: the standings by the row's file.
fn conform(profile: &Path, defect: Option<&str>, what: &[&str]) -> BTreeMap<String, Vec<String>> {
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
    let mut standings = BTreeMap::<String, Vec<String>>::new();
    for case in json["cases"].as_array().unwrap() {
        let row = case["id"].as_str().unwrap();
        let last = case["tries"].as_array().unwrap().last();
        let standing = last.map_or("not-applicable", |last| {
            last["judgement"]["standing"].as_str().unwrap_or("nothing")
        });
        standings
            .entry(row.trim_start_matches("conformance/").to_owned())
            .or_default()
            .push(standing.to_owned());
    }
    standings
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
fn the_table_names_every_defect_of_the_relying_party() {
    let output = Command::new(relying_party())
        .arg("--list")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut known: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    let (caught, open) = table();
    let mut named: Vec<&str> = caught.iter().map(|line| line.defect.as_str()).collect();
    named.extend(open.iter().map(String::as_str));
    known.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, known);
    assert!(caught.len() >= 60, "{}", caught.len());
}

#[test]
fn a_relying_party_without_a_defect_passes_every_row_and_each_defect_is_caught() {
    let profile = profile();
    let good = ["pass", "not-applicable"];
    for (row, standings) in conform(profile.path(), None, &["all"]) {
        let all_good = standings.iter().all(|one| good.contains(&one.as_str()));
        assert!(all_good, "a false alarm: {row} {standings:?}");
    }
    // Two at a time: most of it is waiting.
    let (lines, _) = table();
    let (next, missed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
            let rows: Vec<&str> = line.rows.iter().map(String::as_str).collect();
            let seen = conform(profile.path(), Some(&line.defect), &rows);
            for row in rows {
                let caught = seen.get(row).is_some_and(|standings| {
                    standings.iter().any(|one| !good.contains(&one.as_str()))
                });
                if !caught {
                    let missed = &mut *missed.lock().unwrap();
                    missed.push(format!("{} by {row}", line.defect));
                }
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let missed = missed.into_inner().unwrap();
    assert!(missed.is_empty(), "not caught: {missed:#?}");
}
