//! A running mock: one tenant, its listeners, and the handle that ends them.

use std::{net::IpAddr, time::Duration};

use axum::{Router, middleware::map_response, serve::ListenerExt};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use super::{
    listen::{ListenError, Wanted, listen},
    recorder::{Recorder, recorded},
};
use crate::base::{
    clock::Clock,
    ids::Ids,
    journal::{Entry, Journal},
    keys::{KeyError, Keys},
    tamper::Tampers,
};
use crate::oidc::transport::tamper::delayed;
use crate::seed::{Seed, SeedError};
use crate::{control, huggingface, logto};

/// How long open connections may take to finish when a mock is asked to stop.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where a mock listens and what it talks to.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address to listen on; loopback, IPv4 and IPv6, when absent.
    pub host: Option<IpAddr>,
    /// Logto's port; 0 for any.
    pub logto_port: u16,
    /// Hugging Face's port; 0 for any.
    pub huggingface_port: u16,
    /// The control API's port; 0 for any.
    pub control_port: u16,
    /// Another Hugging Face for the connector (`scheme://host`), instead of the built-in one.
    pub huggingface_origin: Option<String>,
}

/// Why a mock did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port could not be had.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The seed contradicts itself.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// No signing key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A running mock with one tenant. Dropping it stops it.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let idp = mock_idp::MockIdp::start(mock_idp::Seed::built_in()).await?;
/// println!("LOGTO_ENDPOINT={}", idp.logto_url());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct MockIdp {
    logto_url: String,
    huggingface_url: String,
    control_url: String,
    logto: logto::App,
    stop: watch::Sender<bool>,
    servers: JoinSet<()>,
}

/// Resolves when a mock has stopped.
#[derive(Debug)]
pub struct Closing(JoinSet<()>);

impl Closing {
    /// Waits until every connection is finished, for a second at most.
    pub async fn finished(mut self) {
        let all = async { while self.0.join_next().await.is_some() {} };
        // What has not finished by then is cut off by the drop.
        let _ = tokio::time::timeout(PATIENCE, all).await;
    }
}

impl MockIdp {
    /// Starts a tenant on free loopback ports.
    ///
    /// # Errors
    ///
    /// The seed contradicts itself, or there is no free port.
    pub async fn start(seed: Seed) -> Result<Self, StartError> {
        Self::start_with(&seed, Options::default(), Clock::system()).await
    }

    /// Starts a tenant where `options` say, with its time from `clock`.
    ///
    /// # Errors
    ///
    /// The seed contradicts itself, or a port is in use.
    pub async fn start_with(
        seed: &Seed,
        options: Options,
        clock: Clock,
    ) -> Result<Self, StartError> {
        let host = options.host;
        let (logto_port, logto_listeners) = listen(
            host,
            Wanted {
                port: options.logto_port,
                what: "Logto",
                flag: "logto-port",
            },
        )
        .await?;
        let (huggingface_port, huggingface_listeners) = listen(
            host,
            Wanted {
                port: options.huggingface_port,
                what: "Hugging Face",
                flag: "huggingface-port",
            },
        )
        .await?;
        let (control_port, control_listeners) = listen(
            host,
            Wanted {
                port: options.control_port,
                what: "the control API",
                flag: "control-port",
            },
        )
        .await?;
        let url = |port: u16| format!("http://localhost:{port}");
        let (logto_url, huggingface_url, control_url) =
            (url(logto_port), url(huggingface_port), url(control_port));
        let tenant = tenant(seed, &options, &logto_url, &huggingface_url, clock)?;
        let tampers = tenant.logto.tampers();
        tampers.serve_foreign_keys_at(&control_url);
        tampers.arm_all(seed.file().tampers.clone());

        let mut servers = JoinSet::new();
        let (stop, stopping) = watch::channel(false);
        let control = control::router(control::Tenant {
            logto: tenant.logto.clone(),
            huggingface_url: huggingface_url.as_str().into(),
        });
        servers.spawn(webhooks(tenant.logto.clone(), stopping.clone()));
        let groups = [
            (logto_listeners, logto_routes(&tenant.logto)),
            (
                huggingface_listeners,
                huggingface_routes(tenant.huggingface),
            ),
            (control_listeners, control),
        ];
        for (listeners, routes) in groups {
            for listener in listeners {
                servers.spawn(serve(listener, routes.clone(), stopping.clone()));
            }
        }
        Ok(Self {
            logto_url,
            huggingface_url,
            control_url,
            logto: tenant.logto,
            stop,
            servers,
        })
    }

    /// Logto's address, without a slash at the end: what an SDK calls its endpoint.
    pub fn logto_url(&self) -> &str {
        &self.logto_url
    }

    /// Hugging Face's address, without a slash at the end.
    pub fn huggingface_url(&self) -> &str {
        &self.huggingface_url
    }

    /// The control API's address, without a slash at the end.
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// The tenant's Logto, to look into it or to change it.
    pub fn logto(&self) -> &logto::App {
        &self.logto
    }

    /// What the tenant saw, decided and issued, oldest first.
    pub fn journal(&self) -> Vec<Entry> {
        self.logto
            .journal()
            .entries()
            .iter()
            .map(|entry| (**entry).clone())
            .collect()
    }

    /// Forgets the journal.
    pub fn clear_journal(&self) {
        self.logto.journal().clear();
    }

    /// What is changed on purpose in what the tenant sends: arm, list and disarm it here.
    pub fn tampers(&self) -> &Tampers {
        self.logto.tampers()
    }

    /// Moves the tenant's time forward: codes, tokens, sessions and cookies follow.
    pub fn advance(&self, by: Duration) {
        self.logto.clock().advance(by);
    }

    /// Every secret that the tenant has minted or was seeded with: (kind, value). What must not be
    /// shown in reports.
    pub fn secrets(&self) -> Vec<(String, String)> {
        let mut secrets: Vec<(String, String)> = {
            let state = self.logto.state();
            let clients = state.data.applications.iter().flat_map(|application| {
                application
                    .legacy_secret
                    .iter()
                    .chain(application.secrets.iter().map(|secret| &secret.value))
                    .map(|value| ("client-secret".to_owned(), value.clone()))
            });
            clients.collect()
        };
        for entry in self.logto.journal().entries() {
            let issued = entry.issued.iter();
            secrets.extend(issued.map(|issued| (issued.kind.clone(), issued.value.clone())));
        }
        secrets.dedup();
        secrets
    }

    /// Stops accepting connections; what is returned resolves when the open ones are finished.
    pub fn stop(mut self) -> Closing {
        self.stop.send_replace(true);
        Closing(std::mem::take(&mut self.servers))
    }
}

impl Drop for MockIdp {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Delivers webhooks until the mock stops.
async fn webhooks(logto: logto::App, mut stopping: watch::Receiver<bool>) {
    tokio::select! {
        () = logto::management::deliver(logto) => {}
        _ = stopping.wait_for(|stop| *stop) => {}
    }
}

struct Tenant {
    logto: logto::App,
    huggingface: huggingface::App,
}

fn tenant(
    seed: &Seed,
    options: &Options,
    logto_url: &str,
    huggingface_url: &str,
    clock: Clock,
) -> Result<Tenant, StartError> {
    let (mut ids, now, journal) = (Ids::random(), clock.now(), Journal::default());
    let mut built = seed.build(logto_url, now, &mut ids)?;
    built.huggingface.logto_origin = Some(logto_url.to_owned());
    let keys = Keys::generate(ids.long(), now)?;
    let profile = logto::profile::profile(logto_url, ids.secret());
    let huggingface_ids = Ids::random();
    let other = options.huggingface_origin.clone();
    let logto = logto::App::new(
        built.logto,
        keys,
        ids,
        clock.clone(),
        journal.clone(),
        profile,
        other.unwrap_or_else(|| huggingface_url.to_owned()),
    );
    let huggingface = huggingface::App::new(
        built.huggingface,
        huggingface_ids,
        clock,
        journal,
        logto.tampers().clone(),
        huggingface_url.to_owned(),
    );
    Ok(Tenant { logto, huggingface })
}

/// All of Logto's routes; the pages answer every address that nothing else has.
fn logto_routes(app: &logto::App) -> Router {
    let routes = logto::router(app.clone());
    recorded(routes, recorder(app.journal(), app.clock(), "logto")).layer(map_response(delayed))
}

fn huggingface_routes(app: huggingface::App) -> Router {
    let recorder = recorder(app.journal(), app.clock(), "huggingface");
    recorded(huggingface::router(app), recorder).layer(map_response(delayed))
}

fn recorder(journal: &Journal, clock: &Clock, provider: &'static str) -> Recorder {
    Recorder {
        journal: journal.clone(),
        clock: clock.clone(),
        provider,
    }
}

async fn serve(listener: TcpListener, routes: Router, mut stopping: watch::Receiver<bool>) {
    let listener = listener.tap_io(|connection| {
        // Answers are small and whole: waiting to fill a packet only adds delay.
        let _ = connection.set_nodelay(true);
    });
    let stopped = async move {
        // An error means that the handle is gone, which stops the server too.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, routes)
        .with_graceful_shutdown(stopped)
        .await
    {
        tracing::error!("a listener ended: {error}");
    }
}
