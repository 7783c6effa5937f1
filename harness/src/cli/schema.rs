//! `harness schema`: JSON Schemas for editors.

use std::path::Path;

use super::{Exit, arguments::SchemaArguments, environment::Environment, terminal::Terminal};
use crate::scenario::{Folder, schemas};

pub(super) fn schema(
    arguments: &SchemaArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    if let Some(name) = &arguments.print {
        let wanted = format!("{}.json", name.trim_end_matches(".json"));
        return if let Some((_, text)) = schemas().into_iter().find(|(file, _)| *file == wanted) {
            terminal.print(&text);
            Exit::Good
        } else {
            terminal.error(&format!(
                "no schema `{name}`; there are scenario, fragment and app"
            ));
            Exit::Invalid
        };
    }
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => match Folder::find(&environment.here, &environment.here) {
            Ok(folder) => folder.root().join("schema"),
            Err(error) => {
                terminal.error(&error.to_string());
                return Exit::Invalid;
            }
        },
    };
    match write_all(&out) {
        Ok(()) => {
            terminal.print(&format!("wrote the schemas to {}\n", out.display()));
            Exit::Good
        }
        Err(error) => {
            terminal.error(&format!(
                "cannot write schemas to {}: {error}",
                out.display()
            ));
            Exit::Environment
        }
    }
}

/// Writes all of them to a folder.
pub(super) fn write_all(out: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(out)?;
    for (file, text) in schemas() {
        std::fs::write(out.join(file), text)?;
    }
    Ok(())
}
