//! Who may import whom: read from the source, so that it stays true.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Each module with the modules that it may import; `main` sees what is public.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("main", &["config", "server"]),
    ("server", &["app", "config"]),
    ("app", &["routes", "headers", "config", "clock"]),
    ("headers", &[]),
    ("routes", &["logto", "session", "pages", "config", "clock"]),
    ("logto", &["config", "clock", "random"]),
    ("session", &["clock", "random"]),
    ("pages", &[]),
    ("config", &[]),
    ("clock", &[]),
    ("random", &[]),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The top-level module that a file belongs to.
fn module(root: &Path, file: &Path) -> String {
    let first = file
        .strip_prefix(root)
        .unwrap()
        .iter()
        .next()
        .unwrap()
        .to_str()
        .unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn imported(source: &str) -> BTreeSet<String> {
    let path = Regex::new(r"(?:crate|sample_app)::\{?(\w+)").unwrap();
    path.captures_iter(source)
        .map(|found| found[1].to_owned())
        .collect()
}

#[test]
fn imports_follow_the_arrows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in files(&root) {
        let (module, source) = (
            module(&root, &file),
            std::fs::read_to_string(&file).unwrap(),
        );
        if module == "lib" {
            continue;
        }
        let allowed = ALLOWED.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{module} has no place in the layers"));
        for import in imported(&source) {
            if import != module && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", file.display()));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn the_app_knows_nothing_of_the_other_crates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = files(&root.join("src"));
    sources.push(root.join("Cargo.toml"));
    for file in sources {
        let source = std::fs::read_to_string(&file).unwrap();
        for name in ["mock_idp", "mock-idp", "harness"] {
            assert!(!source.contains(name), "{} mentions {name}", file.display());
        }
    }
}

#[test]
fn the_check_sees_imports() {
    let source = "use crate::session::Sessions;\nuse crate::{clock};\nfn f() { crate::logto::x() }";
    let expected = ["clock", "logto", "session"].map(str::to_owned);
    assert_eq!(imported(source), BTreeSet::from(expected));
}
