//! What keeps scenarios apart in one running browser: contexts, each with cookies and storage of its own.
//!
//! The standard's way is WebDriver `BiDi`'s *user context*. Chrome has the same thing under the name of *browser
//! context*, and a Chrome of our own is asked for it directly: ChromeDriver speaks BiDi by a program that runs in a
//! page of the browser under test and hears of everything that happens there, a fifth of all that a scenario costs.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};

use super::{line::Line, socket::Socket};
use crate::{
    clock::{Deadline, Pace},
    drive::agent::Cookie,
};

/// A context is there in less than a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// The file in which Chrome says where it listens: a port, and the path of its WebSocket.
const ADDRESS: &str = "DevToolsActivePort";

/// A connection over which contexts are made.
#[derive(Debug)]
pub(super) struct Contexts {
    socket: Socket,
    dialect: Dialect,
    /// Where the browser listens, in Chrome's own protocol.
    origin: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Bidi,
    Devtools,
}

/// A context with one tab.
#[derive(Debug)]
pub(super) struct Context {
    /// Its id.
    pub(super) id: String,
    /// The tab's window handle.
    pub(super) window: String,
    /// A line into the tab, past the driver.
    pub(super) line: Option<Line>,
}

impl Contexts {
    /// Over the `webSocketUrl` of a session.
    pub(super) async fn over_bidi(url: &str, deadline: Deadline) -> Result<Self, String> {
        Ok(Self {
            socket: Socket::connect(url, deadline).await?,
            dialect: Dialect::Bidi,
            origin: String::new(),
        })
    }

    /// Of a Chrome that runs on this machine with this profile.
    pub(super) async fn over_devtools(profile: &Path, deadline: Deadline) -> Result<Self, String> {
        let file = profile.join(ADDRESS);
        let mut pace = Pace::brisk(deadline);
        loop {
            let written = std::fs::read_to_string(&file).unwrap_or_default();
            let mut lines = written.lines();
            if let (Some(port), Some(path)) = (lines.next(), lines.next()) {
                let origin = format!("ws://127.0.0.1:{port}");
                return Ok(Self {
                    socket: Socket::connect(&format!("{origin}{path}"), deadline).await?,
                    dialect: Dialect::Devtools,
                    origin,
                });
            }
            if !pace.wait().await {
                return Err(format!("Chrome has not written {}", file.display()));
            }
        }
    }

    /// A new context with one tab.
    pub(super) async fn create(&self) -> Result<Context, String> {
        let (make, name, open, tab) = match self.dialect {
            Dialect::Bidi => (
                "browser.createUserContext",
                "userContext",
                "browsingContext.create",
                "context",
            ),
            Dialect::Devtools => (
                "Target.createBrowserContext",
                "browserContextId",
                "Target.createTarget",
                "targetId",
            ),
        };
        let id = text(&self.call(make, json!({})).await?, name)?;
        let params = match self.dialect {
            Dialect::Bidi => json!({ "type": "tab", name: id }),
            Dialect::Devtools => json!({ "url": "about:blank", name: id }),
        };
        // In both, the id of a tab is its window handle.
        let window = text(&self.call(open, params).await?, tab)?;
        let line = match self.dialect {
            Dialect::Bidi => None,
            Dialect::Devtools => {
                let url = format!("{}/devtools/page/{window}", self.origin);
                Line::into(&url).await
            }
        };
        Ok(Context { id, window, line })
    }

    /// Ends a context and its tabs.
    pub(super) async fn remove(&self, id: &str) -> Result<(), String> {
        let (method, params) = self.removal(id);
        self.call(method, params).await.map(drop)
    }

    /// The same without waiting for it: the way of destructors.
    pub(super) fn remove_soon(&self, id: &str) {
        let (method, params) = self.removal(id);
        self.socket.tell(method, &params);
    }

    fn removal(&self, id: &str) -> (&'static str, Value) {
        match self.dialect {
            Dialect::Bidi => ("browser.removeUserContext", json!({ "userContext": id })),
            Dialect::Devtools => (
                "Target.disposeBrowserContext",
                json!({ "browserContextId": id }),
            ),
        }
    }

    /// The cookies of a context (or of the whole session), as BiDi tells them; nothing where something else is spoken.
    pub(super) async fn bidi_cookies(&self, id: Option<&str>) -> Option<Result<Value, String>> {
        if self.dialect != Dialect::Bidi {
            return None;
        }
        let params = match id {
            Some(id) => json!({ "partition": { "type": "storageKey", "userContext": id } }),
            None => json!({}),
        };
        Some(self.call("storage.getCookies", params).await)
    }

    /// Puts cookies into a context as if `url` had set them. BiDi is not asked for that: no.
    pub(super) async fn lend(
        &self,
        id: &str,
        url: &str,
        cookies: &[Cookie],
    ) -> Result<bool, String> {
        if self.dialect != Dialect::Devtools {
            return Ok(false);
        }
        let cookies: Vec<Value> = cookies
            .iter()
            .map(|cookie| {
                let mut param = json!({
                    "url": url,
                    "name": cookie.name,
                    "value": cookie.value,
                    "path": cookie.path,
                    "httpOnly": cookie.http_only,
                    "secure": cookie.secure,
                });
                if let Some(same_site) = &cookie.same_site {
                    param["sameSite"] = same_site.as_str().into();
                }
                param
            })
            .collect();
        let params = json!({ "browserContextId": id, "cookies": cookies });
        self.call("Storage.setCookies", params).await.map(|_| true)
    }

    async fn call(&self, method: &str, params: Value) -> Result<Value, String> {
        self.socket
            .call(method, params, Deadline::after(PATIENCE))
            .await
    }
}

fn text(answer: &Value, name: &str) -> Result<String, String> {
    answer
        .get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| format!("an answer without {name}: {answer}"))
}
