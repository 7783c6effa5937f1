//! Ctrl-C, and other ways to ask the harness to end.

use std::time::Duration;

use tokio::sync::watch;

use super::Exit;
use crate::{
    clock::{Deadline, Pace},
    drive::reaper::Reaper,
};

/// So long a run may take to end nicely after it was interrupted.
const GRACE: Duration = Duration::from_secs(10);

/// Watches for signals while a run lasts. The first one ends the run nicely; the second one, or the end of
/// the grace, kills everything that was started and the harness itself.
pub(super) async fn watch_signals(interrupt: watch::Sender<bool>, reaper: Reaper) {
    signal().await;
    interrupt.send_replace(true);
    let grace = async {
        let mut pace = Pace::calm(Deadline::after(GRACE));
        while pace.wait().await {}
    };
    tokio::select! {
        () = signal() => {}
        () = grace => {}
    }
    reaper.end_all();
    std::process::exit(i32::from(Exit::Interrupted.code()));
}

/// Waits for the next signal.
#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let next = |kind| async move {
        match signal(kind) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "cannot watch for a signal");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = next(SignalKind::interrupt()) => {}
        () = next(SignalKind::terminate()) => {}
        () = next(SignalKind::hangup()) => {}
    }
}

/// Waits for the next signal.
#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
