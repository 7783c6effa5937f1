//! The scenarios of this repository.

use std::{path::Path, process::Command};

#[test]
fn the_scenarios_are_valid_and_enough() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let list = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
        let output = command.args(arguments).current_dir(&root).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        String::from_utf8_lossy(&output.stdout).lines().count()
    };
    let all = list(&["list"]);
    assert!(all >= 30, "{all} scenarios");
    // Shards share them out, each one once.
    assert_eq!(
        list(&["list", "--shard", "1/3"])
            + list(&["list", "--shard", "2/3"])
            + list(&["list", "--shard", "3/3"]),
        all
    );
}
