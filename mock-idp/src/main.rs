//! The `mock-idp` binary: flags, logs, exit code.

use std::process::ExitCode;

use clap::Parser;
use mock_idp::cli;
use tracing_subscriber::EnvFilter;

/// glibc's took a quarter of the time of a sign-in.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

// One thread, and one more that signs: nearly all other work is done under the tenant's lock, and a second thread
// mostly waited for it.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command_line = cli::Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    cli::run(command_line).await
}
