//! The two origins of a tenant: their listeners, their routes, their end.

use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use tower::make::Shared;

use super::{
    listen::{Wanted, listen},
    mock::{Options, StartError},
    recorder::{Recorder, recorded},
};
use crate::base::{clock::Clock, journal::Journal};
use crate::control::{
    Tenant,
    tenant::{BuildError, Place},
};
use crate::oidc::transport::{Answering, Late};
use crate::seed::Seed;
use crate::{huggingface, logto};

/// How long open connections may take to finish when a tenant or the mock is asked to stop.
const PATIENCE: Duration = Duration::from_secs(1);

/// What runs for a tenant or for the control API. Dropping it stops it.
#[derive(Debug)]
pub(super) struct Servers {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
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

    /// Waits for these, too.
    pub(super) fn and(
        &mut self,
        others: impl IntoIterator<Item: Future<Output = ()> + Send + 'static>,
    ) {
        for other in others {
            self.0.spawn(other);
        }
    }
}

impl Servers {
    pub(super) fn new() -> Self {
        Self {
            stop: watch::Sender::new(false),
            tasks: JoinSet::new(),
        }
    }

    /// Becomes true when it is to stop.
    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Serves the same routes on all these listeners.
    pub(super) fn serve(&mut self, listeners: Vec<TcpListener>, routes: &Answering) {
        for listener in listeners {
            let routes = routes.clone();
            self.tasks.spawn(serve(listener, routes, self.stopping()));
        }
    }

    /// Stops accepting connections; what is returned resolves when the open ones are finished.
    pub(super) fn stop(&mut self) -> Closing {
        self.stop.send_replace(true);
        Closing(std::mem::take(&mut self.tasks))
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Opens a tenant where `options` say.
pub(super) async fn open(
    id: String,
    seed: Seed,
    options: &Options,
    control_url: &str,
    clock: Clock,
) -> Result<(Tenant, Servers), StartError> {
    let wanted = |port, what, flag| Wanted { port, what, flag };
    let logto = wanted(options.logto_port, "Logto", "logto-port");
    let huggingface = wanted(options.huggingface_port, "Hugging Face", "huggingface-port");
    let (logto_port, logto_listeners) = listen(options.host, logto).await?;
    let (huggingface_port, huggingface_listeners) = listen(options.host, huggingface).await?;
    let place = Place {
        id,
        logto_url: super::mock::url(options, logto_port),
        huggingface_url: super::mock::url(options, huggingface_port),
        huggingface_origin: options.huggingface_origin.clone(),
        control_url: control_url.to_owned(),
    };
    let mut servers = Servers::new();
    let tenant =
        Tenant::new(place, seed, clock, servers.stopping()).map_err(|error| match error {
            BuildError::Seed(error) => StartError::Seed(error),
            BuildError::Key(error) => StartError::Key(error),
        })?;
    let webhooks = webhooks(tenant.logto().clone(), servers.stopping());
    servers.tasks.spawn(webhooks);
    servers.serve(logto_listeners, &logto_routes(tenant.logto()));
    let routes = huggingface_routes(tenant.huggingface().clone());
    servers.serve(huggingface_listeners, &routes);
    Ok((tenant, servers))
}

/// All of Logto's routes; the pages answer every address that nothing else has.
fn logto_routes(app: &logto::App) -> Answering {
    let routes = logto::router(app.clone());
    recorded(routes, recorder(app.journal(), app.clock(), "logto"))
}

fn huggingface_routes(app: huggingface::App) -> Answering {
    let recorder = recorder(app.journal(), app.clock(), "huggingface");
    let routes = Late::new(|| huggingface::router(app));
    recorded(routes.answering(), recorder)
}

fn recorder(journal: &Journal, clock: &Clock, provider: &'static str) -> Recorder {
    Recorder {
        journal: journal.clone(),
        clock: clock.clone(),
        provider,
    }
}

/// Delivers webhooks until the tenant stops.
async fn webhooks(logto: logto::App, mut stopping: watch::Receiver<bool>) {
    tokio::select! {
        () = logto::management::deliver(logto) => {}
        _ = stopping.wait_for(|stop| *stop) => {}
    }
}

async fn serve(listener: TcpListener, routes: Answering, mut stopping: watch::Receiver<bool>) {
    let listener = listener.tap_io(|connection| {
        // Answers are small and whole: waiting to fill a packet only adds delay.
        let _ = connection.set_nodelay(true);
    });
    let stopped = async move {
        // An error means that the handle is gone, which stops the server too.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, Shared::new(routes))
        .with_graceful_shutdown(stopped)
        .await
    {
        tracing::error!("a listener ended: {error}");
    }
}
