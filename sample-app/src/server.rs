//! Listening, serving, stopping.

use std::io;
use std::time::Duration;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app;
use crate::config::Config;

/// How long requests under way may still take once the application is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the application cannot serve.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Somebody else has the port.
    #[error(
        "port {0} is in use; stop the program that has it, or choose another with PORT (or --port) \
         and a BASE_URL to match"
    )]
    PortInUse(u16),
    /// The address is not one of this machine's, or may not be used.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// What was asked for.
        address: String,
        /// What the system says.
        cause: io::Error,
    },
    /// Serving broke off.
    #[error("serving broke off: {0}")]
    Serve(#[from] io::Error),
}

/// Serves until SIGINT or SIGTERM, then lets requests under way finish.
///
/// # Errors
/// See [`ServeError`].
pub async fn run(config: Config) -> Result<(), ServeError> {
    let asked_to_stop = asked_to_stop()?;
    let listeners = listen(&config).await?;
    announce(&config, &listeners)?;
    if config.endpoint_is_exposed() {
        tracing::warn!("LOGTO_ENDPOINT is plain http: secrets and tokens travel unprotected");
    }
    let router = app(config);
    let (stop, stopping) = watch::channel(false);
    let mut servers = JoinSet::new();
    for listener in listeners {
        servers.spawn(serve(listener, router.clone(), stopping.clone()));
    }
    tokio::select! {
        () = asked_to_stop => tracing::info!("stopping"),
        Some(Ok(Err(error))) = servers.join_next() => return Err(error.into()),
    }
    stop.send_replace(true);
    let finished = async { while servers.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, finished).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    Ok(())
}

async fn serve(
    listener: TcpListener,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) -> io::Result<()> {
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            // An error means that the sender is gone, which is a reason to stop as well.
            let _ = stopping.wait_for(|stop| *stop).await;
        })
        .await
}

/// Loopback is two addresses, and browsers try either for `localhost`. A machine without IPv6 has one.
async fn listen(config: &Config) -> Result<Vec<TcpListener>, ServeError> {
    if let Some(host) = &config.host {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        return Ok(vec![bind(host, config.port).await?]);
    }
    let ipv4 = bind("127.0.0.1", config.port).await?;
    match bind("::1", ipv4.local_addr()?.port()).await {
        Ok(ipv6) => Ok(vec![ipv4, ipv6]),
        Err(ServeError::Listen { cause, .. }) => {
            tracing::debug!(%cause, "no IPv6 loopback");
            Ok(vec![ipv4])
        }
        Err(error) => Err(error),
    }
}

async fn bind(host: &str, port: u16) -> Result<TcpListener, ServeError> {
    TcpListener::bind((host, port)).await.map_err(|cause| {
        if cause.kind() == io::ErrorKind::AddrInUse {
            ServeError::PortInUse(port)
        } else {
            ServeError::Listen {
                address: format!("{host} port {port}"),
                cause,
            }
        }
    })
}

#[expect(
    clippy::print_stdout,
    reason = "the one line that says the application is up"
)]
fn announce(config: &Config, listeners: &[TcpListener]) -> io::Result<()> {
    if let Some(listener) = listeners.first() {
        let (address, base_url) = (listener.local_addr()?, &config.base_url);
        let endpoint = &config.endpoint;
        println!(
            "sample-app listens on http://{address} (as {base_url}), signs in with {endpoint}"
        );
    }
    Ok(())
}

/// A future that ends with SIGINT or SIGTERM. The signals are caught from now on, not only once it is
/// awaited: whoever reads that the application is up may stop it at once.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for Ctrl-C");
            std::future::pending::<()>().await;
        }
    })
}
