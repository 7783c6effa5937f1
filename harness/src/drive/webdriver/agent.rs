//! The agent of one scenario: which window is its own, and the acts in it.

use std::{sync::Arc, time::Duration};

use super::{acts::Acting, cookies, line::Line, session::Session, shown};
use crate::{
    clock::{self, Deadline},
    drive::{
        agent::{Act, Agent, AgentError, Cookie, Doing, Element, Page, Target},
        target::words,
    },
};

/// How long a look may take, and the end of a scenario.
const PATIENCE: Duration = Duration::from_secs(30);

/// What of a session is an agent's own.
#[derive(Debug)]
pub(super) enum Scope {
    /// All of it.
    Session,
    /// A user context, in whose one tab it acts.
    UserContext {
        /// Its id.
        user_context: String,
        /// The tab's handle.
        window: String,
        /// A line into the tab, past the driver.
        line: Option<Line>,
    },
}

/// An agent in a real browser.
#[derive(Debug)]
pub struct WebDriverAgent {
    session: Arc<Session>,
    scope: Scope,
    slow: Duration,
    open: bool,
}

impl WebDriverAgent {
    pub(super) fn new(session: Arc<Session>, scope: Scope, slow: Duration) -> Self {
        Self {
            session,
            scope,
            slow,
            open: true,
        }
    }

    /// Whether it has a user context of its own in a browser it shares.
    pub fn shares_its_browser(&self) -> bool {
        matches!(self.scope, Scope::UserContext { .. })
    }

    /// Takes the session's turn for one act.
    async fn acting(&self, name: String, within: Duration) -> Result<Acting<'_>, AgentError> {
        clock::linger(self.slow).await;
        let turn = self.session.turn(self.window(), Some(within)).await?;
        Ok(Acting::new(
            turn,
            self.line(),
            name,
            Deadline::after(within),
        ))
    }

    /// Takes the session's turn for a look, which does not wait for anything but a page that changes.
    async fn looking(&self, name: String) -> Result<Acting<'_>, AgentError> {
        let turn = self.session.turn(self.window(), None).await?;
        Ok(Acting::new(
            turn,
            self.line(),
            name,
            Deadline::after(PATIENCE),
        ))
    }

    /// The page, if nothing in it can change it or leave it.
    async fn glance(&self) -> Option<Page> {
        let answer = self.line()?.glance(shown::GLANCE).await?;
        shown::read(answer).ok()
    }

    fn line(&self) -> Option<&Line> {
        match &self.scope {
            Scope::Session => None,
            Scope::UserContext { line, .. } => line.as_ref(),
        }
    }

    fn window(&self) -> Option<&str> {
        match &self.scope {
            Scope::Session => None,
            Scope::UserContext { window, .. } => Some(window),
        }
    }

    async fn end(&mut self) -> Result<(), AgentError> {
        if !std::mem::replace(&mut self.open, false) {
            return Ok(());
        }
        match (&self.scope, self.session.contexts()) {
            (Scope::UserContext { user_context, .. }, Some(contexts)) => contexts
                .remove(user_context)
                .await
                .map_err(|cause| self.session.broken(&cause)),
            (Scope::UserContext { .. } | Scope::Session, _) => self.session.close().await,
        }
    }
}

impl Drop for WebDriverAgent {
    fn drop(&mut self) {
        if !self.open {
            return;
        }
        match (&self.scope, self.session.contexts()) {
            (Scope::UserContext { user_context, .. }, Some(contexts)) => {
                contexts.remove_soon(user_context);
            }
            (Scope::UserContext { .. } | Scope::Session, _) => self.session.kill(),
        }
    }
}

impl Agent for WebDriverAgent {
    fn kind(&self) -> &'static str {
        "webdriver"
    }

    fn describe(&self) -> String {
        self.session.about().to_owned()
    }

    fn open<'a>(&'a mut self, url: &'a str, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move { self.acting(url.to_owned(), within).await?.open(url).await })
    }

    fn click<'a>(&'a mut self, target: &'a Target, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            self.acting(words(target), within)
                .await?
                .click(target)
                .await
        })
    }

    fn fill<'a>(
        &'a mut self,
        target: &'a Target,
        text: &'a str,
        within: Duration,
    ) -> Doing<'a, ()> {
        Box::pin(async move {
            self.acting(words(target), within)
                .await?
                .fill(target, text)
                .await
        })
    }

    fn select<'a>(
        &'a mut self,
        target: &'a Target,
        option: &'a str,
        within: Duration,
    ) -> Doing<'a, ()> {
        Box::pin(async move {
            self.acting(words(target), within)
                .await?
                .select(target, option)
                .await
        })
    }

    fn press<'a>(&'a mut self, key: &'a str, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            self.acting(format!("the key {key}"), within)
                .await?
                .press(key)
                .await
        })
    }

    fn submit<'a>(&'a mut self, target: Option<&'a Target>, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            let name = target.map_or_else(|| "a form".to_owned(), words);
            self.acting(name, within).await?.submit(target).await
        })
    }

    fn enter<'a>(&'a mut self, fields: &'a [(&'a str, String)], within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            let name = fields.first().map_or("a form", |(selector, _)| selector);
            self.acting(name.to_owned(), within)
                .await?
                .enter(fields)
                .await
        })
    }

    fn page(&mut self) -> Doing<'_, Page> {
        Box::pin(async move {
            match self.glance().await {
                Some(page) => Ok(page),
                None => self.looking("the page".to_owned()).await?.page().await,
            }
        })
    }

    fn find<'a>(&'a mut self, target: &'a Target, act: Act) -> Doing<'a, Vec<Element>> {
        Box::pin(async move { self.looking(words(target)).await?.find(target, act).await })
    }

    fn cookies<'a>(&'a mut self, url: &'a str) -> Doing<'a, Vec<Cookie>> {
        Box::pin(async move {
            let url = url::Url::parse(url).map_err(|cause| AgentError::Unreachable {
                url: url.to_owned(),
                cause: cause.to_string(),
            })?;
            let user_context = match &self.scope {
                Scope::Session => None,
                Scope::UserContext { user_context, .. } => Some(user_context.as_str()),
            };
            let acting = self.looking("the cookies".to_owned()).await?;
            cookies::of(acting.turn(), &url, user_context).await
        })
    }

    fn lend<'a>(&'a mut self, url: &'a str, cookies: &'a [Cookie]) -> Doing<'a, bool> {
        Box::pin(async move {
            let (Scope::UserContext { user_context, .. }, Some(contexts)) =
                (&self.scope, self.session.contexts())
            else {
                return Ok(false);
            };
            contexts
                .lend(user_context, url, cookies)
                .await
                .map_err(|cause| self.session.broken(&cause))
        })
    }

    fn screenshot(&mut self) -> Doing<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            self.looking("the picture".to_owned())
                .await?
                .screenshot()
                .await
                .map(Some)
        })
    }

    fn close(&mut self) -> Doing<'_, ()> {
        Box::pin(self.end())
    }
}
