//! `harness conform`: the conformance catalogue is played against an app.

use std::path::Path;

use super::{
    Exit,
    arguments::{ConformArguments, SelectArguments},
    environment::Environment,
    load::{Loaded, load_catalogue},
    run::{Telling, play},
    terminal::Terminal,
};
use crate::{
    result::{ExpectedFailure, ExpectedFailures},
    scenario::{At, Folder, Pairs, parse, read},
    source::{Diagnostic, nearest},
};

/// The groups of the catalogue, and the word for all of them.
const GROUPS: [&str; 5] = ["basic", "config", "logout", "refresh", "hardening"];
const ALL: &str = "all";

pub(super) async fn conform(
    arguments: &ConformArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    let (groups, filters): (Vec<&str>, Vec<&str>) = arguments
        .run
        .select
        .what
        .iter()
        .map(String::as_str)
        .partition(|word| GROUPS.contains(word) || *word == ALL);
    let groups = if groups.contains(&ALL) {
        Vec::new()
    } else {
        groups
    };
    let select = SelectArguments {
        what: filters.iter().map(|&filter| filter.to_owned()).collect(),
        ..arguments.run.select.clone()
    };
    let loaded = load_catalogue(&select, environment, &groups).and_then(|loaded| {
        let given = arguments
            .expected_failures
            .as_ref()
            .map(|path| environment.here.join(path));
        let path = given
            .clone()
            .unwrap_or_else(|| Folder::expected_failures(&loaded.profile));
        if given.is_none() && !path.is_file() {
            return Ok((loaded, ExpectedFailures::default()));
        }
        let expected = expected_failures(&path, environment, &loaded, groups.is_empty())?;
        Ok((loaded, expected))
    });
    match loaded {
        Ok((loaded, expected)) => {
            let telling = Telling::Conformance {
                explain: arguments.explain,
                expected,
                matrix: arguments.matrix.clone(),
            };
            play(loaded.plan, &arguments.run, telling, environment, terminal).await
        }
        Err(wrong) => {
            terminal.diagnostics(&wrong);
            Exit::Invalid
        }
    }
}

/// Reads which rows are known to fail. Where all rows were read, one that nobody knows is a mistake.
fn expected_failures(
    path: &Path,
    environment: &Environment,
    loaded: &Loaded,
    all: bool,
) -> Result<ExpectedFailures, Vec<Diagnostic>> {
    let source = read(path, &environment.here).map_err(|mistake| vec![mistake])?;
    let pairs: Pairs<At<String>> = parse(&source).map_err(|mistake| vec![mistake])?;
    let known = |row: &str| {
        let table = row.split_once(" › ").map_or(row, |(table, _)| table);
        loaded.rows.iter().any(|known| known == table)
    };
    let mut wrong = Vec::new();
    let mut expected = Vec::new();
    for (row, reason) in pairs.0 {
        let place = row.place(&source);
        if all && !known(&row.value) {
            let near = nearest(&row.value, loaded.rows.iter().map(String::as_str));
            let label = near.map_or_else(
                || "no such row".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let mistake = Diagnostic::new(format!("unknown row `{}`", row.value));
            wrong.push(mistake.at(&place, label));
            continue;
        }
        expected.push(ExpectedFailure {
            row: row.value,
            reason: reason.value,
            place,
        });
    }
    if wrong.is_empty() {
        Ok(ExpectedFailures(expected))
    } else {
        Err(wrong)
    }
}
