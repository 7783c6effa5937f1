//! The way in.

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use super::{
    Exit,
    arguments::{Arguments, Command},
    check::check,
    conform::conform,
    doctor::doctor,
    environment::Environment,
    init::init,
    list::list,
    run::run,
    schema::schema,
    terminal::Terminal,
};

/// Does what the command line says.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let environment = match Environment::read() {
        Ok(environment) => environment,
        Err(error) => {
            Terminal::new(true).error(&format!("cannot tell where the harness is: {error}"));
            return Exit::Environment.into();
        }
    };
    let terminal = Terminal::new(environment.no_colour);
    let command = arguments.command.unwrap_or(Command::Run(arguments.run));
    let exit = match &command {
        Command::Check(select) => check(select, &environment, terminal),
        Command::List(select) => list(select, &environment, terminal),
        Command::Init(arguments) => init(arguments, &environment, terminal),
        Command::Schema(arguments) => schema(arguments, &environment, terminal),
        Command::Run(arguments) => block_on(terminal, run(arguments, &environment, terminal)),
        Command::Conform(arguments) => {
            block_on(terminal, conform(arguments, &environment, terminal))
        }
        Command::Doctor(arguments) => block_on(terminal, doctor(arguments, &environment, terminal)),
    };
    exit.into()
}

fn block_on(terminal: Terminal, command: impl Future<Output = Exit>) -> Exit {
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(command),
        Err(error) => {
            terminal.error(&format!("cannot start: {error}"));
            Exit::Environment
        }
    }
}
