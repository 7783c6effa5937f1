//! A line into a tab, past the driver: over Chrome's own protocol, for looks at pages that stay as they are. The driver
//! first waits for anything that may be under way, which makes its answers cost four times as much.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::json;

use super::socket::Socket;
use crate::clock::Deadline;

/// A tab that does not take a line within this time is looked at through the driver.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longer than this only a page takes that is not at rest, as one with a dialog before it.
const GLANCE: Duration = Duration::from_millis(500);

/// The line. Dropping it leaves the tab as it is.
#[derive(Debug)]
pub(super) struct Line(Socket);

impl Line {
    /// Into the tab with this address; nothing where it takes none, and the driver is asked.
    pub(super) async fn into(url: &str) -> Option<Self> {
        let line = Socket::connect(url, Deadline::after(PATIENCE)).await;
        line.inspect_err(|cause| tracing::info!(%cause, "no line into the tab"))
            .ok()
            .map(Self)
    }

    /// What an expression (or the promise that it is) comes to; nothing where the page does not say so at once.
    pub(super) async fn glance<T: DeserializeOwned>(&self, expression: &str) -> Option<T> {
        let params = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
        });
        let glance = Deadline::after(GLANCE);
        let mut answer = self.0.call("Runtime.evaluate", params, glance).await.ok()?;
        let value = answer.get_mut("result")?.get_mut("value")?.take();
        serde_json::from_value(value).ok()
    }
}
