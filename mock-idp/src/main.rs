//! The `mock-idp` binary: flags, logs, exit code.

use std::process::ExitCode;

use clap::Parser;
use mock_idp::cli;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let command_line = cli::Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    cli::run(command_line).await
}
