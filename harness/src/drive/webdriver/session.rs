//! One WebDriver session, and taking turns in it: Classic commands go to the session's one current
//! window, so an agent that shares a session switches to its own window first.

use std::{fmt, sync::Arc, time::Duration};

use fantoccini::{
    Client, ClientBuilder,
    elements::{Element, ElementRef},
    error::CmdError,
    wd::{Capabilities, TimeoutConfiguration, WebDriverCompatibleCommand, WindowHandle},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

use super::{
    capabilities,
    contexts::Contexts,
    driver::Driver,
    failure::{self, Meaning},
    options::Options,
    places::Installed,
};
use crate::{
    clock::{self, Deadline},
    drive::agent::AgentError,
};

/// A browser starts in about a second; a busy machine may need more.
const PATIENCE: Duration = Duration::from_mins(1);
/// Who does not answer a WebSocket within this time will not.
const SOCKET_PATIENCE: Duration = Duration::from_secs(5);
/// Loading a page may take this long, however short an act's own time is: a short look must not break
/// off what the last act started.
const LEAST_PATIENCE: Duration = Duration::from_secs(5);

/// So long the driver is told to be patient for an act: in steps, so that it is told seldom.
fn in_steps(within: Duration) -> Duration {
    let steps = within.as_millis().div_ceil(LEAST_PATIENCE.as_millis());
    LEAST_PATIENCE.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX).max(1))
}

/// A running session with its browser.
pub(super) struct Session {
    client: Client,
    contexts: Option<Contexts>,
    about: String,
    chromium: bool,
    process: Option<i32>,
    current: Mutex<Current>,
    /// The profile lives as long as its browser.
    _profile: Option<TempDir>,
    driver: Option<Arc<Driver>>,
}

/// What the driver was told last.
#[derive(Debug, Default)]
struct Current {
    window: Option<String>,
    patience: Option<Duration>,
}

impl Session {
    /// Starts a browser, with a way to make contexts in it if that is wanted and there is one.
    pub(super) async fn create(
        options: &Options,
        installed: Option<&Installed>,
        driver: Option<Arc<Driver>>,
        url: &Url,
        contexts: bool,
    ) -> Result<Self, AgentError> {
        let profile = driver.as_ref().map(|driver| driver.profile()).transpose()?;
        let folder = profile.as_ref().map(TempDir::path);
        let ours = folder.filter(|_| installed.is_some_and(|browser| browser.kind.is_chromium()));
        let bidi = contexts && ours.is_none();
        let asked = capabilities::of(options, installed, folder, bidi);
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let mut builder = ClientBuilder::new(connector);
        let deadline = Deadline::after(PATIENCE);
        let connected =
            clock::by(deadline, builder.capabilities(asked).connect(url.as_str())).await;
        let log = || {
            driver
                .as_ref()
                .map_or_else(String::new, |driver| driver.tail())
        };
        let client = match connected {
            Some(Ok(client)) => client,
            Some(Err(error)) => return Err(failure::no_session(error, installed, &log()).await),
            None => {
                return Err(AgentError::Broken(format!(
                    "the browser did not start within {PATIENCE:?}. The driver's last lines:\n{}",
                    log()
                )));
            }
        };
        let answered = client.capabilities().cloned().unwrap_or_default();
        let word = |name: &str| {
            answered
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let soon = Deadline::after(SOCKET_PATIENCE);
        let connected = match (ours, word("webSocketUrl")) {
            _ if !contexts => None,
            (Some(profile), _) => Some(Contexts::over_devtools(profile, soon).await),
            (None, "") => None,
            (None, address) => Some(Contexts::over_bidi(address, soon).await),
        };
        // Without them sessions still isolate.
        let contexts = connected.and_then(|connected| {
            connected
                .inspect_err(|cause| tracing::info!(%cause, "no way to make contexts"))
                .ok()
        });
        Ok(Self {
            about: format!("{} {}", word("browserName"), word("browserVersion")),
            chromium: ["chrome", "chromium", "msedge"]
                .iter()
                .any(|name| word("browserName").to_ascii_lowercase().starts_with(name)),
            process: process(&answered),
            contexts,
            client,
            current: Mutex::default(),
            _profile: profile,
            driver,
        })
    }

    /// The browser's name and version.
    pub(super) fn about(&self) -> &str {
        &self.about
    }

    /// The way to make contexts, where there is one.
    pub(super) fn contexts(&self) -> Option<&Contexts> {
        self.contexts.as_ref()
    }

    /// Takes a turn: until it is given back, commands go to this window, and pages may take this long
    /// to load (as long as in the turn before, where nothing is said). Nothing else waits for it but
    /// another agent of the same session.
    pub(super) async fn turn(
        &self,
        window: Option<&str>,
        within: Option<Duration>,
    ) -> Result<Turn<'_>, AgentError> {
        let mut current = self.current.lock().await;
        let failed = |error: CmdError| self.failed(&error, "");
        if let Some(window) = window
            && current.window.as_deref() != Some(window)
        {
            let handle = WindowHandle::try_from(window).map_err(|_| self.broken("no window"))?;
            self.client.switch_to_window(handle).await.map_err(failed)?;
            current.window = Some(window.to_owned());
        }
        let patience = match (within, current.patience) {
            (Some(within), _) => in_steps(within),
            (None, Some(known)) => known,
            (None, None) => PATIENCE,
        };
        if current.patience != Some(patience) {
            let timeouts =
                TimeoutConfiguration::new(Some(patience), Some(patience), Some(Duration::ZERO));
            self.client
                .update_timeouts(timeouts)
                .await
                .map_err(failed)?;
            current.patience = Some(patience);
        }
        Ok(Turn {
            session: self,
            _current: current,
        })
    }

    /// Ends the session, and its browser with it.
    pub(super) async fn close(&self) -> Result<(), AgentError> {
        let closed = clock::by(Deadline::after(PATIENCE), self.client.clone().close()).await;
        match closed {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(self.failed(&error, "")),
            None => Err(self.broken("the browser did not close")),
        }
    }

    /// Kills the browser, for those who cannot wait until it is closed.
    pub(super) fn kill(&self) {
        if let (Some(driver), Some(process)) = (&self.driver, self.process) {
            driver.kill_browser(process);
        }
    }

    /// An error of the driver, with what it printed.
    pub(super) fn broken(&self, cause: &str) -> AgentError {
        let log = self
            .driver
            .as_ref()
            .map_or_else(String::new, |driver| driver.tail());
        let log = if log.contains("it printed nothing") {
            String::new()
        } else {
            log
        };
        let separator = if log.is_empty() {
            ""
        } else {
            "\nThe driver's last lines:\n"
        };
        AgentError::Broken(format!("{cause}{separator}{log}"))
    }

    /// A command's failure as an act's, where looking again would not help.
    pub(super) fn failed(&self, error: &CmdError, url: &str) -> AgentError {
        let url = url.to_owned();
        match failure::meaning(error) {
            Meaning::Slow => AgentError::Unreachable {
                url,
                cause: "it did not load in time".to_owned(),
            },
            Meaning::Unreachable(cause) => AgentError::Unreachable { url, cause },
            Meaning::Again(cause) | Meaning::Broken(cause) => self.broken(&cause),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

/// The browser's process id: Chrome and Firefox have a word of their own for it each.
fn process(answered: &Capabilities) -> Option<i32> {
    ["goog:processID", "moz:processID"]
        .iter()
        .find_map(|key| answered.get(*key)?.as_i64())
        .and_then(|id| i32::try_from(id).ok())
}

/// A turn in a session: its commands go to the window that was asked for.
pub(super) struct Turn<'a> {
    session: &'a Session,
    _current: MutexGuard<'a, Current>,
}

impl Turn<'_> {
    /// The session this is a turn in.
    pub(super) fn session(&self) -> &Session {
        self.session
    }

    /// The plain client.
    pub(super) fn client(&self) -> &Client {
        &self.session.client
    }

    /// Whether Chrome's own commands are known.
    pub(super) fn is_chromium(&self) -> bool {
        self.session.chromium
    }

    /// Opens an address and waits until it has loaded.
    pub(super) async fn open(&self, url: &str) -> Result<(), CmdError> {
        let command = Command {
            path: "url",
            body: json!({ "url": url }),
        };
        self.client().issue_cmd(command).await.map(drop)
    }

    /// Runs a script to its `return`.
    pub(super) async fn run(&self, script: &str, argument: Value) -> Result<Value, CmdError> {
        self.client().execute(script, vec![argument]).await
    }

    /// Runs a script until it calls back.
    pub(super) async fn run_until(&self, script: &str) -> Result<Value, CmdError> {
        self.client().execute_async(script, Vec::new()).await
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub(super) async fn devtools(&self, cmd: &str, params: Value) -> Result<Value, CmdError> {
        let body = json!({ "cmd": cmd, "params": params });
        self.client()
            .issue_cmd(Command {
                path: "goog/cdp/execute",
                body,
            })
            .await
    }

    /// An element that a script returned.
    pub(super) fn element(&self, id: &str) -> Element {
        Element::from_element_id(self.client().clone(), ElementRef::from(id.to_owned()))
    }
}

/// A POST under the session that fantoccini has no method for.
#[derive(Debug)]
struct Command {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_comes_in_steps() {
        for (within, steps) in [(0, 1), (1, 1), (5_000, 1), (5_001, 2), (12_000, 3)] {
            let patience = in_steps(Duration::from_millis(within));
            assert_eq!(patience, LEAST_PATIENCE * steps, "{within} ms");
        }
        assert!(in_steps(Duration::MAX) > Duration::from_hours(24));
    }
}
