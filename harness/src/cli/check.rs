//! `harness check`: everything is read, nothing is played.

use std::collections::BTreeSet;

use super::{
    Exit,
    arguments::SelectArguments,
    environment::Environment,
    load::{load, wrong_profiles},
    terminal::Terminal,
};

pub(super) fn check(
    select: &SelectArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    let loaded = load(select, environment);
    let mut wrong = wrong_profiles(select, environment);
    match loaded {
        Ok(plan) if wrong.is_empty() => {
            let files: BTreeSet<_> = plan.cases.iter().map(|case| &case.id).collect();
            terminal.print(&format!(
                "{} scenarios in {} files for {}: nothing wrong\n",
                plan.cases.len(),
                files.len(),
                plan.app
            ));
            Exit::Good
        }
        loaded => {
            // The chosen profile is among them.
            let others = loaded.err().unwrap_or_default();
            wrong.extend(
                others
                    .into_iter()
                    .filter(|one| !wrong.contains(one))
                    .collect::<Vec<_>>(),
            );
            terminal.diagnostics(&wrong);
            Exit::Invalid
        }
    }
}
