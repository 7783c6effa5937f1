//! A driver process: started on a free port, ended with everything it started.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tempfile::TempDir;
use url::Url;

use super::places::{BrowserKind, Installed};
use crate::drive::{
    agent::AgentError,
    app::{App, Launch, Ready},
    ports::{Port, Ports},
    reaper::{Reaper, Scratch},
    wire::Wire,
};

/// A driver is up in some 30 ms; a machine may be busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often another port is tried when somebody took ours.
const TRIES: usize = 3;

/// A running driver. Dropping it kills it and the browsers it started.
#[derive(Debug)]
pub(super) struct Driver {
    // In this order: the processes end before their files are removed.
    process: Mutex<Option<App>>,
    scratch: Scratch,
    url: Url,
    /// It listens there.
    _ports: [Port; 2],
}

impl Driver {
    /// Starts the driver of a browser and waits until it answers.
    pub(super) async fn start(
        installed: &Installed,
        ports: &Ports,
        wire: &Wire,
        reaper: &Reaper,
    ) -> Result<Self, AgentError> {
        let broken = |cause: String| AgentError::Broken(cause);
        let scratch = reaper
            .scratch()
            .map_err(|cause| broken(cause.to_string()))?;
        let mut trouble = String::new();
        for _ in 0..TRIES {
            let free = || {
                ports
                    .free()
                    .map_err(|cause| broken(format!("no port for the driver: {cause}")))
            };
            let ports = [free()?, free()?];
            let numbers = ports.each_ref().map(Port::number);
            let launch = launch(installed, numbers, scratch.path());
            let url = Url::parse(&format!("http://127.0.0.1:{}/", numbers[0]))
                .map_err(|cause| broken(cause.to_string()))?;
            let status = url
                .join("status")
                .map_err(|cause| broken(cause.to_string()))?;
            match App::start(&launch, &Ready::Http(status), PATIENCE, wire, reaper).await {
                Ok(process) => {
                    return Ok(Self {
                        process: Mutex::new(Some(process)),
                        scratch,
                        url,
                        _ports: ports,
                    });
                }
                Err(cause) => trouble = cause.to_string(),
            }
        }
        Err(broken(trouble))
    }

    /// Where it listens.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// A folder for one profile; it is removed with the driver.
    pub(super) fn profile(&self) -> Result<TempDir, AgentError> {
        tempfile::Builder::new()
            .prefix("p")
            .tempdir_in(self.scratch.path())
            .map_err(|cause| AgentError::Broken(format!("no folder for a profile: {cause}")))
    }

    /// Kills a browser that this driver started; its id may be a stranger's by now.
    pub(super) fn kill_browser(&self, id: i32) {
        if let Some(process) = &*self.process.lock().unwrap_or_else(PoisonError::into_inner) {
            process.kill_member(id);
        }
    }

    /// The last lines it printed.
    pub(super) fn tail(&self) -> String {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        process
            .as_ref()
            .map_or_else(String::new, |process| process.log().tail(5))
    }

    /// Kills it and the browsers it started.
    pub(super) fn end(&self) {
        drop(
            self.process
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
    }
}

fn launch(installed: &Installed, [port, second_port]: [u16; 2], scratch: &Path) -> Launch {
    let mut command = vec![installed.driver.display().to_string()];
    match installed.kind {
        BrowserKind::Chrome | BrowserKind::ChromeHeadlessShell => {
            command.push(format!("--port={port}"));
        }
        BrowserKind::Firefox => {
            command.extend(["--host=127.0.0.1", "--log=error"].map(str::to_owned));
            command.push(format!("--port={port}"));
            command.push(format!("--websocket-port={second_port}"));
            command.push(format!("--profile-root={}", scratch.display()));
        }
    }
    // Everything that driver and browser leave behind is left in there.
    let env = vec![("TMPDIR".to_owned(), scratch.display().to_string())];
    Launch {
        command,
        env,
        directory: None,
    }
}
