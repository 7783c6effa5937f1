//! From answers to the text of a profile, and whether that text is good.

use std::{fmt::Write, path::Path};

use super::answers::Answers;
use crate::{
    cli::arguments::Variable,
    plan::{Plan, Selection, Suite},
    scenario::{Parsed, parse},
    source::{Diagnostic, Source},
};

/// A scenario that touches everything of a profile.
const TRIED: &str = "scenario: x\nsteps:\n  - open: ${app}/\n    expect: { signed-in: true }\n";

/// The profile as a file. `folder` is where the app is started, below the folder that holds `scenarios/`.
pub(super) fn profile(name: &str, folder: &Path, answers: &Answers, more: &[Variable]) -> String {
    let words: Vec<String> = answers.command.iter().map(|word| quoted(word)).collect();
    let mut text = format!(
        "# yaml-language-server: $schema=../schema/app.json\n\
         app: {name}\n\
         start:\n  command: [{}]\n",
        words.join(", ")
    );
    if !folder.as_os_str().is_empty() {
        line(&mut text, "  folder", &folder.to_string_lossy());
    }
    text.push_str("  env:\n");
    let usual = [
        (answers.port_variable.as_str(), "${port}"),
        ("BASE_URL", "${app}"),
        ("LOGTO_ENDPOINT", "${logto}"),
        ("LOGTO_APP_ID", "${client.id}"),
        ("LOGTO_APP_SECRET", "${client.secret}"),
    ];
    let other = |name: &str| !more.iter().any(|one| one.name == name);
    for (name, value) in usual.into_iter().filter(|(name, _)| other(name)) {
        line(&mut text, &format!("    {name}"), value);
    }
    for Variable { name, value } in more {
        line(&mut text, &format!("    {name}"), value);
    }
    text.push_str("ready: { http: /, within: 30s }\n");
    line(&mut text, "redirect-uri", &answers.callback);
    text.push_str("post-logout-redirect-uri: /\n");
    for (key, verb, what) in [
        ("sign-in", "click", &answers.sign_in),
        ("sign-out", "click", &answers.sign_out),
        ("signed-in", "text", &answers.signed_in),
    ] {
        // A String takes every text.
        let _ = writeln!(text, "{key}: {{ {verb}: {} }}", quoted(what));
    }
    text
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key}: {}", quoted(value));
}

/// A text in YAML: as it is where that is safe, else in quotes, which JSON's are.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._- ".contains(c))
        && !text.ends_with(' ')
        && !["true", "false", "null", "yes", "no", "on", "off"]
            .contains(&text.to_ascii_lowercase().as_str());
    if plain {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// Reads the profile as a run would, and plans a scenario with it.
pub(super) fn try_it(shown: &str, text: &str, root: &Path) -> Result<(), Vec<Diagnostic>> {
    let one = |mistake| vec![mistake];
    let source = Source::new(shown, text);
    let scenario = Source::new("a scenario", TRIED);
    let tenant_source = Source::new("tenant.yaml", "{}\n");
    let suite = Suite {
        scenarios: vec![Parsed {
            file: parse(&scenario).map_err(one)?,
            id: "tried".to_owned(),
            path: root.to_owned(),
            source: scenario,
        }],
        fragments: std::collections::BTreeMap::new(),
        profile: Parsed {
            file: parse(&source).map_err(one)?,
            id: shown.to_owned(),
            path: root.to_owned(),
            source,
        },
        tenant: Suite::seed(&tenant_source).map_err(one)?,
        tenant_source,
        root: root.to_owned(),
    };
    let all = Selection {
        files: vec!["tried".to_owned()],
        filters: Vec::new(),
        tags: None,
        shard: None,
    };
    Plan::new(&suite, &all).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_yaml_would_read_something_else() {
        for (text, expected) in [
            ("/callback", "/callback"),
            ("Sign out", "Sign out"),
            ("${port}", "\"${port}\""),
            ("Hello: you", "\"Hello: you\""),
            ("--port", "\"--port\""),
            ("No", "\"No\""),
            ("3000", "\"3000\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
