//! `harness check`: everything is read, nothing is played.

use std::collections::BTreeSet;

use super::{
    Exit, arguments::SelectArguments, environment::Environment, load::load, terminal::Terminal,
};

pub(super) fn check(
    select: &SelectArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    match load(select, environment) {
        Ok(plan) => {
            let files: BTreeSet<_> = plan.cases.iter().map(|case| &case.id).collect();
            terminal.print(&format!(
                "{} scenarios in {} files for {}: nothing wrong\n",
                plan.cases.len(),
                files.len(),
                plan.app
            ));
            Exit::Good
        }
        Err(wrong) => {
            terminal.diagnostics(&wrong);
            Exit::Invalid
        }
    }
}
