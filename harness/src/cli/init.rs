//! `harness init`: a profile for somebody's app, from flags or from three questions.

mod answers;
mod profile;

use std::{
    io::BufRead,
    path::{Path, PathBuf},
};

use answers::{Answers, Wrong};

use super::{
    Exit, arguments::InitArguments, environment::Environment, schema::write_all, terminal::Terminal,
};
use crate::{
    scenario::{Folder, FolderError},
    source::Diagnostic,
};

/// The scenario of a suite that has none yet.
const FIRST_SCENARIO: &str = "\
# yaml-language-server: $schema=../schema/scenario.json
scenario: Sign in and out
tags: [smoke]
steps:
  - sign-in: alice
    expect: { signed-in: true }
  - sign-out:
    expect: { signed-in: false }
";

/// The seed of a suite that has none yet.
const FIRST_SEED: &str = "\
# yaml-language-server: $schema=schema/seed.json
# The world that every scenario starts from. The app under test is added as the application `app`.
users:
  alice: { password: wonderland-42, primaryEmail: alice@example.com, name: Alice Liddell }
signInExperience: { signIn: username-password }
";

pub(super) fn init(
    arguments: &InitArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    match begin(arguments, environment, terminal) {
        Ok(()) => Exit::Good,
        Err(Failed::Wrong(wrong)) => {
            terminal.diagnostics(&wrong);
            Exit::Invalid
        }
        Err(Failed::Unwritten(cause)) => {
            terminal.error(&cause);
            Exit::Environment
        }
    }
}

/// Why there is no profile.
enum Failed {
    /// An answer is wrong or missing.
    Wrong(Vec<Diagnostic>),
    /// A file cannot be written.
    Unwritten(String),
}

fn begin(
    arguments: &InitArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Result<(), Failed> {
    let here = &environment.here;
    let (root, new) = match Folder::find(here, here) {
        Ok(folder) => (folder.root().to_owned(), false),
        Err(FolderError::NotFound(_) | FolderError::Unreadable { .. }) => {
            (here.join("scenarios"), true)
        }
    };
    let above = root.parent().unwrap_or(here);
    // The answers are about the folder that the app will be started in.
    let folder = here.strip_prefix(above).unwrap_or(Path::new(""));
    let name = name(arguments, here)?;
    let path = root.join("apps").join(format!("{name}.yaml"));
    if path.exists() && !arguments.force {
        let there = path.strip_prefix(here).unwrap_or(&path).display();
        return Err(wrong(
            Diagnostic::new(format!("{there} is there already"))
                .help("choose another name, or write over it with --force"),
        ));
    }
    let answers = ask(arguments, environment, terminal)?;
    let text = profile::profile(&name, folder, &answers, &arguments.env);
    let shown = format!("scenarios/apps/{name}.yaml");
    profile::try_it(&shown, &text, above).map_err(Failed::Wrong)?;

    write(&path, &text)?;
    let mut said = format!("wrote {shown}\n");
    if new {
        for (file, text) in [
            ("tenant.yaml", FIRST_SEED),
            ("sign-in/sign-in-and-out.yaml", FIRST_SCENARIO),
        ] {
            write(&root.join(file), text)?;
            said = format!("{said}wrote scenarios/{file}\n");
        }
        write_all(&root.join("schema"))
            .map_err(|cause| Failed::Unwritten(format!("cannot write schemas: {cause}")))?;
    }
    terminal.print(&said);
    for note in &answers.notes {
        terminal.print(&format!("{note}\n"));
    }
    terminal.print(&format!(
        "\nThe app gets the provider's address and its own registration from the environment: see `env` there.\n\
         Next:\n  harness check --app {name}\n  harness run --app {name}\n"
    ));
    Ok(())
}

/// The name of the profile: given, else that of the folder.
fn name(arguments: &InitArguments, here: &Path) -> Result<String, Failed> {
    let name = arguments.name.clone().unwrap_or_else(|| {
        let folder = here.file_name().unwrap_or_default().to_string_lossy();
        answers::as_name(&folder)
    });
    answers::name(&name).map_err(Failed::from)
}

/// The three answers: from flags, and what is missing from standard input.
fn ask(
    arguments: &InitArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Result<Answers, Failed> {
    let mut said = String::new();
    let mut question = |flag: &str, question: &str, given: Option<&String>, usual: Option<&str>| {
        if let Some(given) = given {
            return Ok(given.clone());
        }
        terminal.print(&match usual {
            Some(usual) => format!("{question} [{usual}] "),
            None => format!("{question} "),
        });
        said.clear();
        let read = std::io::stdin().lock().read_line(&mut said).unwrap_or(0);
        match (read, said.trim(), usual) {
            (0, _, _) => Err(wrong(
                Diagnostic::new(format!("there is no answer to: {question}"))
                    .help(format!("say it with --{flag}")),
            )),
            (_, "", Some(usual)) => Ok(usual.to_owned()),
            (_, answer, _) => Ok(answer.to_owned()),
        }
    };
    let start = question(
        "start",
        "How is the app started?",
        arguments.start.as_ref(),
        None,
    )?;
    let start = answers::start(&start, &environment.here, environment.path.as_deref())?;
    let callback = question(
        "callback",
        "Where does it listen, and take the callback? (a path, or the whole address)",
        arguments.callback.as_ref(),
        Some("/callback"),
    )?;
    let callback = answers::callback(&callback)?;
    let signed_in = question(
        "signed-in",
        "What does a signed-in person see, and nobody else?",
        arguments.signed_in.as_ref(),
        Some("Sign out"),
    )?;
    Ok(Answers::new(
        start,
        callback,
        answers::signed_in(&signed_in, &arguments.sign_in)?,
        arguments,
    ))
}

fn write(path: &PathBuf, text: &str) -> Result<(), Failed> {
    let cannot = |cause| Failed::Unwritten(format!("cannot write {}: {cause}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(cannot)?;
    }
    std::fs::write(path, text).map_err(cannot)
}

fn wrong(diagnostic: Diagnostic) -> Failed {
    Failed::Wrong(vec![diagnostic])
}

impl From<Wrong> for Failed {
    fn from(Wrong { what, help }: Wrong) -> Self {
        wrong(Diagnostic::new(what).maybe_help(help))
    }
}
