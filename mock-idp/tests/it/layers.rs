//! The arrows between the rooms: each imports only those to its right.

use std::{fs, path::Path};

/// Room → the rooms that it may not import.
const ARROWS: [(&str, &[&str]); 8] = [
    (
        "base",
        &[
            "oidc",
            "logto",
            "huggingface",
            "seed",
            "control",
            "server",
            "cli",
        ],
    ),
    (
        "oidc",
        &["logto", "huggingface", "seed", "control", "server", "cli"],
    ),
    (
        "logto",
        &["huggingface", "seed", "control", "server", "cli"],
    ),
    (
        "huggingface",
        &["logto", "seed", "control", "server", "cli"],
    ),
    ("seed", &["control", "server", "cli"]),
    ("control", &["server", "cli"]),
    ("server", &["cli"]),
    ("cli.rs", &["main"]),
];

fn sources(path: &Path, found: &mut Vec<(String, String)>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        found.push((
            path.display().to_string(),
            fs::read_to_string(path).unwrap(),
        ));
    }
}

/// Every `crate::a` and `crate::{a::…, b::…}` of a source text, with its line.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let line = text[..at].matches('\n').count() + 1;
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push((line, std::mem::take(&mut name))),
                    c if depth == 0 => name.push(c),
                    _ => {}
                }
            }
            found.push((line, name));
        } else {
            found.push((line, rest.to_owned()));
        }
    }
    let first = |path: &str| {
        let end = path
            .trim_start()
            .find(|c: char| !c.is_alphanumeric() && c != '_');
        path.trim_start()[..end.unwrap_or(path.trim_start().len())].to_owned()
    };
    found
        .into_iter()
        .map(|(line, path)| (line, first(&path)))
        .collect()
}

#[test]
fn no_room_imports_against_the_arrows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (room, forbidden) in ARROWS {
        let mut files = Vec::new();
        sources(&src.join(room), &mut files);
        assert!(!files.is_empty(), "the room {room} has no sources");
        for (file, text) in files {
            for (line, name) in imports(&text) {
                if forbidden.contains(&name.as_str()) {
                    wrong.push(format!("{file}:{line}: {room} imports {name}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_are_found_in_every_spelling() {
    let text = "use crate::logto;\nuse crate::{\n    base::{a, b}, huggingface::model,\n};\nfn f() { crate::oidc::x() }";
    let names: Vec<String> = imports(text).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["logto", "base", "huggingface", "", "oidc"]);
}
