//! Which agent plays the user.

use std::{sync::Arc, time::Duration};

use tokio::sync::Mutex;

use super::{
    arguments::{AgentChoice, BrowserName, RunArguments},
    environment::Environment,
};
use crate::{
    drive::{
        agent::{Agent, AgentError},
        embedded::Embedded,
        ports::Ports,
        reaper::Reaper,
        webdriver::{self, Browser, BrowserChoice, Options},
        wire::Wire,
    },
    run::{Entering, Leaving, Players},
};

/// What agents are made with.
#[derive(Clone, Debug)]
pub(super) struct Means {
    pub(super) ports: Arc<Ports>,
    pub(super) wire: Wire,
    pub(super) reaper: Reaper,
    /// How many workers want one.
    pub(super) jobs: usize,
    /// Whether a cookie without `SameSite` is `Lax` from the start.
    pub(super) strict_same_site: bool,
}

/// Chooses what plays the user, and says why where that needs a word.
pub(super) async fn choose(
    arguments: &RunArguments,
    environment: &Environment,
    means: Means,
) -> Result<(Box<dyn Players>, Option<String>), String> {
    let options = Options {
        strict_same_site: means.strict_same_site,
        ..options(arguments, environment)
    };
    match arguments.agent {
        AgentChoice::Embedded if arguments.screen.is_asked_for() => {
            Err("the embedded agent has no screen: leave out --headed, --window and --dark".into())
        }
        AgentChoice::Embedded => Ok((Box::new(EmbeddedPlayers(means)), None)),
        AgentChoice::Webdriver => {
            Ok((Box::new(BrowserPlayers::start(options, means).await?), None))
        }
        AgentChoice::Auto => {
            let missing = match webdriver::find(&options) {
                Ok(_) => None,
                // A driver that runs already needs no browser here.
                Err(_) if options.webdriver_url.is_some() => None,
                Err(missing) => Some(missing.to_string()),
            };
            let asked = arguments.browser.is_some() || arguments.screen.is_asked_for();
            match missing {
                None => Ok((Box::new(BrowserPlayers::start(options, means).await?), None)),
                Some(missing) if environment.require_browser || asked => Err(missing),
                Some(missing) => {
                    let note = format!("{missing}; playing without a browser");
                    Ok((Box::new(EmbeddedPlayers(means)), Some(note)))
                }
            }
        }
    }
}

fn options(arguments: &RunArguments, environment: &Environment) -> Options {
    Options {
        browser: match arguments.browser {
            None => BrowserChoice::Auto,
            Some(BrowserName::Chrome) => BrowserChoice::Chrome,
            Some(BrowserName::ChromeHeadlessShell) => BrowserChoice::ChromeHeadlessShell,
            Some(BrowserName::Firefox) => BrowserChoice::Firefox,
        },
        headed: arguments.screen.headed,
        // `run` pauses between steps; the agent need not.
        slow: Duration::ZERO,
        window: arguments.screen.window.unwrap_or(Options::default().window),
        dark: arguments.screen.dark,
        webdriver_url: arguments.webdriver_url.clone(),
        path: environment.path.clone(),
        ..Options::default()
    }
}

/// The embedded agent: nothing to start, so a new one for each try.
#[derive(Debug)]
struct EmbeddedPlayers(Means);

impl Players for EmbeddedPlayers {
    fn kind(&self) -> &'static str {
        "embedded"
    }

    fn describe(&self) -> String {
        "embedded (no JavaScript)".to_owned()
    }

    fn enter(&self, _worker: usize) -> Entering<'_> {
        let Means {
            wire,
            strict_same_site,
            ..
        } = &self.0;
        let agent: Box<dyn Agent> = Box::new(Embedded::new(wire.clone(), *strict_same_site));
        Box::pin(std::future::ready(Ok::<_, AgentError>(agent)))
    }

    fn leave(&self) -> Leaving<'_> {
        Box::pin(std::future::ready(()))
    }
}

/// Browsers, one for each worker, each started when its worker first needs it.
#[derive(Debug)]
struct BrowserPlayers {
    options: Options,
    means: Means,
    description: String,
    seats: Vec<Mutex<Option<Arc<Browser>>>>,
}

impl BrowserPlayers {
    /// Starts the first driver, so that what is wrong with it is told before anything else begins.
    async fn start(options: Options, means: Means) -> Result<Self, String> {
        let description = describe(&options).await?;
        let seats = (0..means.jobs.max(1)).map(|_| Mutex::default()).collect();
        let players = Self {
            options,
            means,
            description,
            seats,
        };
        players
            .browser(0)
            .await
            .map_err(|error| error.to_string())?;
        Ok(players)
    }

    async fn browser(&self, worker: usize) -> Result<Arc<Browser>, AgentError> {
        let Some(seat) = self.seats.get(worker) else {
            return Err(AgentError::Broken(format!("there is no worker {worker}")));
        };
        let mut seat = seat.lock().await;
        if let Some(browser) = &*seat {
            return Ok(Arc::clone(browser));
        }
        let Means {
            ports,
            wire,
            reaper,
            ..
        } = &self.means;
        let browser = Arc::new(Browser::start(&self.options, ports, wire, reaper).await?);
        *seat = Some(Arc::clone(&browser));
        Ok(browser)
    }
}

/// The browser by its name and version.
async fn describe(options: &Options) -> Result<String, String> {
    if let Some(url) = &options.webdriver_url {
        return Ok(format!("webdriver at {url}"));
    }
    let installed = webdriver::find(options).map_err(|missing| missing.to_string())?;
    let (version, _) = installed.versions().await;
    let name = installed.kind.name();
    Ok(version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}")))
}

impl Players for BrowserPlayers {
    fn kind(&self) -> &'static str {
        "webdriver"
    }

    fn describe(&self) -> String {
        self.description.clone()
    }

    fn enter(&self, worker: usize) -> Entering<'_> {
        Box::pin(async move {
            let agent = self.browser(worker).await?.new_agent().await?;
            Ok(Box::new(agent) as Box<dyn Agent>)
        })
    }

    fn leave(&self) -> Leaving<'_> {
        Box::pin(async move {
            for seat in &self.seats {
                let browser = seat.lock().await.take().and_then(Arc::into_inner);
                if let Some(browser) = browser
                    && let Err(error) = browser.close().await
                {
                    tracing::warn!(%error, "a browser did not end nicely");
                }
            }
        })
    }
}
