//! `harness list`: what there is to play.

use std::fmt::Write;

use super::{
    Exit, arguments::SelectArguments, environment::Environment, load::load, terminal::Terminal,
};

pub(super) fn list(
    select: &SelectArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    match load(select, environment) {
        Ok(plan) => {
            let mut text = String::new();
            for case in &plan.cases {
                let tags = match case.tags.as_slice() {
                    [] => String::new(),
                    tags => format!("  [{}]", tags.join(", ")),
                };
                let _ = writeln!(text, "{}: {}{tags}", case.id, case.title());
            }
            terminal.print(&text);
            Exit::Good
        }
        Err(wrong) => {
            terminal.diagnostics(&wrong);
            Exit::Invalid
        }
    }
}
