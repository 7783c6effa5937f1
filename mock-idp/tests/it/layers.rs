//! Rooms import only those to their right: `main, cli ─► server ─► control ─► logto ✕ huggingface ─► oidc ─► base`.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What each room's files must not name, by the first segment after `crate::`.
const FORBIDDEN: [(&str, &[&str]); 6] = [
    (
        "base",
        &["oidc", "logto", "huggingface", "control", "server", "cli"],
    ),
    (
        "oidc",
        &["logto", "huggingface", "control", "server", "cli"],
    ),
    ("logto", &["huggingface", "control", "server", "cli"]),
    ("huggingface", &["logto", "control", "server", "cli"]),
    ("control", &["server", "cli"]),
    ("server", &["cli"]),
];

#[test]
fn rooms_import_only_to_their_right() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut read = 0;
    for (room, forbidden) in FORBIDDEN {
        for file in files(&src, room) {
            read += 1;
            let text = fs::read_to_string(&file).unwrap();
            wrong.extend(
                arrows(&text)
                    .filter(|to| forbidden.contains(&to.as_str()))
                    .map(|to| format!("{} ─► {to}", file.strip_prefix(&src).unwrap().display())),
            );
        }
    }
    assert!(read > 100, "only {read} files found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn arrows_are_seen_in_every_spelling() {
    let text = "use crate::oidc::params::Params;\nuse crate::{base::ids, logto::{self, App}};\n\
                let x = crate::server::run();\n// crate::control is only talked about\n";
    let mut seen: Vec<_> = arrows(text).collect();
    seen.sort();
    assert_eq!(seen, ["base", "logto", "oidc", "server"]);
}

/// A room's files: `room.rs` and everything below `room/`.
fn files(src: &Path, room: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = [src.join(format!("{room}.rs"))]
        .into_iter()
        .filter(|file| file.exists())
        .collect();
    let mut folders = vec![src.join(room)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// The rooms that a file names: the segments after `crate::`, those in braces too.
fn arrows(text: &str) -> impl Iterator<Item = String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => rooms.extend(first_segments(list)),
            None => rooms.extend(segment(rest)),
        }
    }
    rooms.into_iter()
}

/// The first segment of each item of a `{…}` list, up to its closing brace.
fn first_segments(list: &str) -> Vec<String> {
    let (mut depth, mut begins, mut found) = (0, true, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if begins && depth == 0 && !c.is_whitespace() => {
                found.extend(segment(&list[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    found
}

fn segment(text: &str) -> Option<String> {
    let name: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}
