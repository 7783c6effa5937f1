//! Who sends a request: the browser session, known or not.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};

use super::notice::Notice;
use super::{App, paths};
use crate::logto::{LogtoClient, Memory};
use crate::session::{SessionCookie, SessionId};

/// How long a session without a person is kept, in seconds: as long as a sign-in may take.
const ANONYMOUS: i64 = 3600;
/// How long a person stays signed in, in seconds: as long as Logto's own session, 14 days.
const SIGNED_IN: i64 = 14 * 24 * 3600;

/// What is kept of a browser session.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitor {
    /// What Logto's part remembers.
    pub(crate) memory: Memory,
    /// What the person must be told once.
    pub(crate) notice: Option<Notice>,
}

/// A request's session; a fresh one without id if the browser brought none that is known.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    id: Option<SessionId>,
    visitor: Visitor,
}

impl FromRequestParts<App> for Session {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let id = SessionCookie::read(&parts.headers);
        let visitor = id.as_ref().and_then(|id| app.sessions.get(id, app.now()));
        Ok(Self {
            id: id.filter(|_| visitor.is_some()),
            visitor: visitor.unwrap_or_default(),
        })
    }
}

impl Session {
    /// Logto, as seen from this session.
    pub(crate) fn client(&self, app: &App) -> LogtoClient {
        app.logto.client(&self.visitor.memory)
    }

    /// What the person must be told; told once.
    pub(crate) fn take_notice(&self, app: &App) -> Option<Notice> {
        let id = self.id.as_ref()?;
        app.sessions
            .update(id, app.now(), |visitor| visitor.notice.take())
            .flatten()
    }

    /// A response that leaves this session in the browser, so that it is known when it comes back.
    pub(crate) fn keep(self, app: &App, response: impl IntoResponse) -> Response {
        let expires = app.now() + ANONYMOUS;
        if let Some(id) = self.id {
            app.sessions.prolong(&id, expires);
            response.into_response()
        } else {
            let id = app.sessions.replace(None, self.visitor, expires, app.now());
            (app.cookie.set(&id), response).into_response()
        }
    }

    /// Ends this session, begins a signed-in one under a new id, and goes home.
    pub(crate) fn signed_in(self, app: &App, memory: Memory) -> Response {
        let (now, visitor) = (
            app.now(),
            Visitor {
                memory,
                notice: None,
            },
        );
        let id = app
            .sessions
            .replace(self.id.as_ref(), visitor, now + SIGNED_IN, now);
        (app.cookie.set(&id), Redirect::to(paths::HOME)).into_response()
    }

    /// Ends this session and goes home, where the notice is shown.
    pub(crate) fn ended(self, app: &App, notice: Notice) -> Response {
        let (now, visitor) = (
            app.now(),
            Visitor {
                notice: Some(notice),
                ..Visitor::default()
            },
        );
        let id = app
            .sessions
            .replace(self.id.as_ref(), visitor, now + ANONYMOUS, now);
        (app.cookie.set(&id), Redirect::to(paths::HOME)).into_response()
    }

    /// Ends this session and goes where the person leaves through.
    pub(crate) fn left(self, app: &App, address: &str) -> Response {
        if let Some(id) = &self.id {
            app.sessions.remove(id);
        }
        (app.cookie.clear(), Redirect::to(address)).into_response()
    }
}
