//! A running app: from its command to its end.

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::process::Command;

use super::{
    log::{Log, Readers},
    ready::Ready,
};
use crate::{
    clock::{Deadline, Pace},
    drive::{
        reaper::{Family, Reaper},
        wire::Wire,
    },
};

/// How many of the last lines an error message carries.
const SHOWN: usize = 20;

/// How a process is run. The environment of the harness is passed on; `env` is added to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Launch {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Variables that are added or replaced.
    pub env: Vec<(String, String)>,
    /// Where it runs; here when absent.
    pub directory: Option<PathBuf>,
}

impl Launch {
    /// A line for the shell, as in `build: cargo build --release`.
    pub fn shell(line: &str) -> Self {
        Self {
            command: vec!["sh".into(), "-c".into(), line.into()],
            env: Vec::new(),
            directory: None,
        }
    }

    /// The command as a person would type it.
    pub fn line(&self) -> String {
        match self.command.as_slice() {
            [shell, flag, line] if shell == "sh" && flag == "-c" => line.clone(),
            words => words.join(" "),
        }
    }

    /// Starts it with both streams read into a log.
    pub(super) fn spawn(&self, log: &Log, reaper: &Reaper) -> Result<(Family, Readers), AppError> {
        let Some((program, arguments)) = self.command.split_first() else {
            return Err(AppError::NoCommand);
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        let mut family = reaper
            .spawn(&mut command)
            .map_err(|cause| AppError::NotStarted {
                command: self.line(),
                cause: cause.to_string().to_lowercase(),
            })?;
        let readers = log.of(family.child());
        Ok((family, readers))
    }
}

/// Why an app cannot be tested: an environment problem, never a verdict.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The profile names no program.
    #[error("the start command is empty: name a program")]
    NoCommand,
    /// The program is not there or cannot be run.
    #[error("cannot run `{command}`: {cause}")]
    NotStarted {
        /// The command as typed.
        command: String,
        /// Why.
        cause: String,
    },
    /// It ended before it could be used.
    #[error("`{command}` ended ({status}) before there was {awaited}. Its last lines:\n{log}")]
    EndedEarly {
        /// The command as typed.
        command: String,
        /// How: `exit status: 1`, `signal: 9 (SIGKILL)`.
        status: String,
        /// What was waited for.
        awaited: String,
        /// What it printed.
        log: String,
    },
    /// It runs, and does not become usable.
    #[error(
        "`{command}` was not ready within {within:?} (waiting for {awaited}): {instead}. Its last lines:\n{log}"
    )]
    NotReady {
        /// The command as typed.
        command: String,
        /// What was waited for.
        awaited: String,
        /// How long.
        within: Duration,
        /// What was there instead.
        instead: String,
        /// What it printed.
        log: String,
    },
    /// The build failed, or took too long.
    #[error("the build `{command}` failed ({status}). Its last lines:\n{log}")]
    Build {
        /// The command as typed.
        command: String,
        /// How: `exit status: 101`, `not done within 300s`.
        status: String,
        /// What it printed.
        log: String,
    },
    /// The system would not tell about the process.
    #[error("cannot watch `{command}`: {cause}")]
    Watch {
        /// The command as typed.
        command: String,
        /// Why.
        cause: String,
    },
}

/// A started app. Dropping it kills it and all of its children.
#[derive(Debug)]
pub struct App {
    family: Family,
    log: Log,
}

impl App {
    /// Starts an app and waits until it can be used.
    pub async fn start(
        launch: &Launch,
        ready: &Ready,
        within: Duration,
        wire: &Wire,
        reaper: &Reaper,
    ) -> Result<Self, AppError> {
        let log = Log::awaiting(match ready {
            Ready::Log(text) => Some(text),
            Ready::Http(_) | Ready::Port(_) => None,
        });
        let (family, mut readers) = launch.spawn(&log, reaper)?;
        let mut app = Self { family, log };
        let mut pace = Pace::brisk(Deadline::after(within));
        loop {
            // Asked first: a stranger on its port must not pass for an app that has ended.
            if let Some(status) = app.exited().map_err(|cause| watch(launch, &cause))? {
                readers.finish().await;
                return Err(AppError::EndedEarly {
                    command: launch.line(),
                    status,
                    awaited: ready.to_string(),
                    log: app.log.tail(SHOWN),
                });
            }
            let Err(instead) = ready.look(wire, &app.log).await else {
                return Ok(app);
            };
            if !pace.wait().await {
                return Err(AppError::NotReady {
                    command: launch.line(),
                    awaited: ready.to_string(),
                    within,
                    instead,
                    log: app.log.tail(SHOWN),
                });
            }
        }
    }

    /// What it prints, now and later.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// How it ended by itself, if it did: `exit status: 1`, `signal: 11 (SIGSEGV)`.
    pub fn exited(&mut self) -> std::io::Result<Option<String>> {
        Ok(self.family.exited()?.map(|status| status.to_string()))
    }

    /// Kills one process of its group, if it is in the group.
    pub fn kill_member(&self, id: i32) {
        self.family.kill_member(id);
    }

    /// Ends it: SIGTERM to the whole process group, SIGKILL to what is left after the grace.
    pub async fn stop(self, grace: Duration) -> std::io::Result<()> {
        self.family.stop(grace).await.map(drop)
    }
}

pub(super) fn watch(launch: &Launch, cause: &std::io::Error) -> AppError {
    AppError::Watch {
        command: launch.line(),
        cause: cause.to_string(),
    }
}

#[cfg(test)]
mod tests;
