//! `cargo test` plays the suite, in the embedded agent. Being a target of `harness`, this file also tells
//! `cargo insta review` to look for snapshots here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{path::Path, process::Command};

/// Runs the binary in the repository's root: whether it went well, and what it printed.
fn harness(arguments: &[&str]) -> (bool, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    let output = command.args(arguments).current_dir(root).output().unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn listed(arguments: &[&str]) -> Vec<String> {
    let (good, text) = harness(&[&["list"], arguments].concat());
    assert!(good, "{text}");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_scenarios_pass_without_a_browser() {
    let (good, text) = harness(&["run", "--agent", "embedded"]);
    assert!(good, "{text}");
}

#[test]
fn there_are_enough_scenarios_and_shards_share_them_out() {
    let mut all = listed(&[]);
    assert!(all.len() >= 30, "{}", all.len());
    let mut shards: Vec<_> = ["1/3", "2/3", "3/3"]
        .iter()
        .flat_map(|shard| listed(&["--shard", shard]))
        .collect();
    shards.sort();
    all.sort();
    assert_eq!(shards, all);
}
