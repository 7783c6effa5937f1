//! Who may import whom, as `src/lib.rs` says. Fails on an import against the arrows.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::path::{Path, PathBuf};

/// Rooms, and what each may import of the others.
const ARROWS: [(&str, &[&str]); 11] = [
    ("clock", &[]),
    ("source", &[]),
    ("expectation", &["source"]),
    ("result", &["source"]),
    ("scenario", &["source"]),
    ("plan", &["scenario", "expectation", "source"]),
    ("drive", &["clock", "result", "source"]),
    ("check", &["expectation", "result", "source"]),
    ("report", &["result", "source"]),
    (
        "run",
        &[
            "plan",
            "drive",
            "check",
            "expectation",
            "result",
            "clock",
            "source",
            "scenario",
        ],
    ),
    (
        "cli",
        &[
            "run", "plan", "drive", "report", "result", "scenario", "clock", "source",
        ],
    ),
];

/// The rooms that only `drive` may speak to the outside with.
const OUTSIDE: [(&str, &[&str]); 4] = [
    ("mock_idp", &["drive"]),
    ("fantoccini", &["drive"]),
    ("reqwest", &["drive"]),
    ("quick_junit", &["report"]),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The room of a file: the first part of its path below `src/`.
fn room(path: &Path) -> Option<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = path.strip_prefix(src).unwrap().components().next()?;
    let name = first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned();
    (!["lib", "main"].contains(&name.as_str())).then_some(name)
}

/// The rooms that a text names as `crate::room` or, in a group, `use crate::{room, …}`.
fn imports(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            rooms.extend(first_words(group));
        } else {
            rooms.extend(word(rest));
        }
    }
    rooms
}

fn word(text: &str) -> Option<String> {
    let word: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!word.is_empty()).then_some(word)
}

/// The first word of every item of a group, up to its closing brace.
fn first_words(group: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut depth = 0;
    let mut item = true;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => item = true,
            letter if item && depth == 0 && letter.is_alphabetic() => {
                words.extend(word(&group[at..]));
                item = false;
            }
            _ => {}
        }
    }
    words
}

#[test]
fn imports_follow_the_arrows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    for path in &files {
        let Some(room) = room(path) else { continue };
        let text = std::fs::read_to_string(path).unwrap();
        let shown = path.strip_prefix(&src).unwrap().display();
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{shown}: the room {room} is not in the table"));
            continue;
        };
        for import in imports(&text) {
            let known = ARROWS.iter().any(|(name, _)| *name == import);
            if known && import != room && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{shown}: {room} must not import {import}"));
            }
        }
        for (name, rooms) in OUTSIDE {
            if text.contains(&format!("{name}::")) && !rooms.contains(&room.as_str()) {
                wrong.push(format!("{shown}: {name} is for {} only", rooms.join(", ")));
            }
        }
    }
    assert!(
        files.len() > 50,
        "the sources are not where this test looks"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::{\n    clock,\n    drive::{agent::Agent, wire},\n    plan::Case,\n};\nlet x = crate::result::y();\n// crate::cli";
    assert_eq!(imports(text), ["clock", "drive", "plan", "result"]);
}
