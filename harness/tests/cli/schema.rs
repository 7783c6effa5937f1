//! The committed schemas are those of the code.

use std::path::Path;

#[test]
fn the_committed_schemas_are_those_of_the_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/schema");
    for (file, text) in harness::scenario::schemas() {
        let committed = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        assert!(
            committed == text,
            "{file} is out of date: run `cargo run -- schema`"
        );
    }
}
