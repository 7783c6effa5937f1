//! `harness doctor`: what a run needs, tried one by one.

use std::sync::Arc;

use tokio::sync::watch;

use super::{
    Exit,
    arguments::RunArguments,
    environment::Environment,
    interrupt::watch_signals,
    load::load,
    players::{self, Means},
    terminal::Terminal,
};
use crate::{
    clock,
    drive::{agent::AgentError, ports::Ports, reaper::Reaper, tenant::Tenant, wire::Wire},
    run::Players,
};

/// How long the browser may take for a page.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// Tries everything, tells what it finds, and ends what it started.
pub(super) async fn doctor(
    arguments: &RunArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    let tell = |good: bool, what: &str| {
        terminal.print(&format!("{} {what}\n", if good { "  ok" } else { "FAIL" }));
    };
    let mut exit = Exit::Good;
    match load(&arguments.select, environment) {
        Ok(plan) => tell(
            true,
            &format!("{} scenarios for {}", plan.cases.len(), plan.app),
        ),
        Err(wrong) => {
            tell(false, "the scenarios are not valid");
            terminal.diagnostics(&wrong);
            exit = Exit::Invalid;
        }
    }
    let reaper = Reaper::new();
    let (interrupt, mut interrupted) = watch::channel(false);
    let signals = tokio::spawn(watch_signals(interrupt, reaper.clone()));
    tokio::select! {
        machine = machine(arguments, environment, &reaper, tell) => if let Err(cause) = machine {
            tell(false, &cause);
            exit = Exit::Environment;
        },
        _ = interrupted.wait_for(|interrupted| *interrupted) => exit = Exit::Interrupted,
    }
    signals.abort();
    reaper.end_all();
    exit
}

async fn machine(
    arguments: &RunArguments,
    environment: &Environment,
    reaper: &Reaper,
    tell: impl Fn(bool, &str),
) -> Result<(), String> {
    let tenant = Tenant::start("{}", "an empty seed")
        .await
        .map_err(|error| error.to_string())?;
    tell(true, &format!("a tenant listens on {}", tenant.logto()));
    let wire = Wire::new().map_err(|error| error.to_string())?;
    let means = Means {
        ports: Arc::new(Ports::new()),
        wire,
        reaper: reaper.clone(),
        jobs: 1,
        strict_same_site: false,
    };
    let (players, note) = players::choose(arguments, environment, means).await?;
    if let Some(note) = note {
        tell(true, &note);
    }
    tell(true, &players.describe());
    let started = clock::instant();
    let opened = open(players.as_ref(), tenant.logto()).await;
    players.leave().await;
    opened.map_err(|error| error.to_string())?;
    tell(
        true,
        &format!(
            "it opens a page of the tenant ({:.1?} from nothing)",
            started.elapsed()
        ),
    );
    Ok(())
}

async fn open(players: &dyn Players, url: &str) -> Result<(), AgentError> {
    let mut agent = players.enter(0).await?;
    let opened = agent
        .open(&format!("{url}/unknown-session"), PATIENCE)
        .await;
    agent.close().await?;
    opened
}
