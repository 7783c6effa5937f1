//! A worker's browser: one driver, and an agent for each scenario.

use std::sync::Arc;

use tokio::sync::Mutex;
use url::Url;

use super::{
    agent::{Scope, WebDriverAgent},
    driver::Driver,
    options::{Isolation, Options},
    places::{self, Installed},
    session::Session,
};
use crate::drive::{agent::AgentError, ports::Ports, reaper::Reaper, wire::Wire};

/// A driver that runs, and the browser it drives. Dropping it ends both, and every agent with them.
#[derive(Debug)]
pub struct Browser {
    options: Options,
    installed: Option<Installed>,
    driver: Option<Arc<Driver>>,
    url: Url,
    means: Means,
    /// The session that agents with a user context share; made for the first of them.
    shared: Mutex<Shared>,
}

/// What drivers are started with.
#[derive(Debug)]
struct Means {
    ports: Ports,
    wire: Wire,
    reaper: Reaper,
}

#[derive(Debug, Default)]
struct Shared {
    session: Option<Arc<Session>>,
    /// The driver has no user contexts.
    impossible: bool,
}

impl Browser {
    /// Starts the driver of the browser that the options want; the browser starts with its first agent.
    pub async fn start(
        options: &Options,
        ports: &Ports,
        wire: &Wire,
        reaper: &Reaper,
    ) -> Result<Self, AgentError> {
        let (installed, driver, url) = if let Some(url) = &options.webdriver_url {
            if url.scheme() != "http" {
                let cause = "only http: is spoken to drivers; put a proxy before what wants TLS";
                return Err(AgentError::Broken(format!("{url}: {cause}")));
            }
            (None, None, directory(url))
        } else {
            let installed =
                places::find(options).map_err(|missing| AgentError::Broken(missing.to_string()))?;
            let driver = Driver::start(&installed, ports, wire, reaper).await?;
            let url = driver.url().clone();
            (Some(installed), Some(Arc::new(driver)), url)
        };
        let means = Means {
            ports: ports.clone(),
            wire: wire.clone(),
            reaper: reaper.clone(),
        };
        let options = options.clone();
        Ok(Self {
            options,
            installed,
            driver,
            url,
            means,
            shared: Mutex::default(),
        })
    }

    /// A fresh agent: no cookies, no history, nothing shared with any other.
    pub async fn new_agent(&self) -> Result<WebDriverAgent, AgentError> {
        if self.options.isolation == Isolation::UserContext {
            let mut shared = self.shared.lock().await;
            if !shared.impossible
                && let Some((session, scope)) = self.in_context(&mut shared).await?
            {
                return Ok(WebDriverAgent::new(session, scope, self.options.slow));
            }
        }
        let session = Arc::new(self.session(false).await?);
        Ok(WebDriverAgent::new(
            session,
            Scope::Session,
            self.options.slow,
        ))
    }

    /// A user context in the shared session. A browser that has died since is replaced, once.
    async fn in_context(
        &self,
        shared: &mut Shared,
    ) -> Result<Option<(Arc<Session>, Scope)>, AgentError> {
        if let Some(session) = &shared.session {
            match context(session).await {
                Ok(scope) => return Ok(Some((Arc::clone(session), scope))),
                Err(_) => session.kill(),
            }
        }
        let session = Arc::new(self.session(true).await?);
        match context(&session).await {
            Ok(scope) => {
                shared.session = Some(Arc::clone(&session));
                Ok(Some((session, scope)))
            }
            Err(cause) => {
                tracing::info!(%cause, "no user contexts: a session for each scenario instead");
                shared.impossible = true;
                session.close().await?;
                Ok(None)
            }
        }
    }

    async fn session(&self, contexts: bool) -> Result<Session, AgentError> {
        let driver = self.free_driver().await?;
        let url = driver
            .as_ref()
            .map_or(&self.url, |driver| driver.url())
            .clone();
        Session::create(
            &self.options,
            self.installed.as_ref(),
            driver,
            &url,
            contexts,
        )
        .await
    }

    /// A driver that takes one more session: geckodriver takes one at a time, so there may have to be
    /// another; it ends with its agent.
    async fn free_driver(&self) -> Result<Option<Arc<Driver>>, AgentError> {
        let (Some(driver), Some(installed)) = (&self.driver, &self.installed) else {
            return Ok(None);
        };
        let one_at_a_time = !installed.kind.is_chromium();
        if !one_at_a_time || Arc::strong_count(driver) == 1 {
            return Ok(Some(Arc::clone(driver)));
        }
        let Means {
            ports,
            wire,
            reaper,
        } = &self.means;
        Ok(Some(Arc::new(
            Driver::start(installed, ports, wire, reaper).await?,
        )))
    }

    /// Ends the browser and its driver. Agents that are left are of no use any more.
    pub async fn close(&self) -> Result<(), AgentError> {
        let session = self.shared.lock().await.session.take();
        let closed = match session {
            Some(session) => session.close().await,
            None => Ok(()),
        };
        self.end_driver();
        closed
    }

    fn end_driver(&self) {
        if let Some(driver) = &self.driver {
            driver.end();
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.end_driver();
    }
}

/// A new context with one tab.
async fn context(session: &Session) -> Result<Scope, String> {
    let contexts = session
        .contexts()
        .ok_or("the driver offers no way to make contexts")?;
    let made = contexts.create().await?;
    Ok(Scope::UserContext {
        user_context: made.id,
        window: made.window,
        line: made.line,
    })
}

/// An address to which paths can be joined.
fn directory(url: &Url) -> Url {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}
