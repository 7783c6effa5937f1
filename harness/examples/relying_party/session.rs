//! What is remembered of browsers: sign-ins that were begun, and who is signed in.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::http::HeaderMap;
use serde_json::{Map, Value};

use crate::{ambient, provider::locked};

/// The session's cookie.
pub(crate) const COOKIE: &str = "rp_session";
/// So many sign-ins may be under way in one browser.
const TABS: usize = 5;
/// So many seconds a sign-in may take.
const PATIENCE: i64 = 900;

/// A sign-in that was begun.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// What comes back.
    pub(crate) state: String,
    /// What the ID token must say.
    pub(crate) nonce: Option<String>,
    /// What proves that the code was asked for here.
    pub(crate) verifier: Option<String>,
    /// Where to go then: a path of our own.
    pub(crate) next: String,
    /// When, in seconds since 1970.
    pub(crate) at: i64,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct User {
    /// Who, at the provider.
    pub(crate) subject: String,
    /// The session at the provider.
    pub(crate) sid: Option<String>,
    /// What to call them.
    pub(crate) name: String,
    /// The number of their account here.
    pub(crate) account: usize,
    /// What the ID token said.
    pub(crate) claims: Map<String, Value>,
    /// The ID token itself, for signing out.
    pub(crate) id_token: Option<String>,
    /// For userinfo.
    pub(crate) access_token: String,
    /// For more of them.
    pub(crate) refresh_token: Option<String>,
    /// When the access token expires, in seconds since 1970.
    pub(crate) expires_at: i64,
}

/// One browser.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// Sign-ins under way.
    pub(crate) begun: Mutex<Vec<Begun>>,
    /// Who is signed in.
    pub(crate) user: Mutex<Option<User>>,
    /// Held while tokens are refreshed, so that a refresh token is used once.
    pub(crate) refreshing: tokio::sync::Mutex<()>,
}

/// All browsers, by the value of their cookie.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Arc<Session>>>);

impl Sessions {
    /// The session that a request belongs to.
    pub(crate) fn of(&self, headers: &HeaderMap) -> Option<(String, Arc<Session>)> {
        let id = cookie(headers, COOKIE)?;
        let session = locked(&self.0).get(&id).cloned()?;
        Some((id, session))
    }

    /// A new one.
    pub(crate) fn open(&self) -> (String, Arc<Session>) {
        let (id, session) = (ambient::unguessable(), Arc::new(Session::default()));
        locked(&self.0).insert(id.clone(), Arc::clone(&session));
        (id, session)
    }

    /// A session under a value of the browser's choosing: what session fixation needs.
    pub(crate) fn open_as(&self, id: String) -> (String, Arc<Session>) {
        let session = Arc::clone(locked(&self.0).entry(id.clone()).or_default());
        (id, session)
    }

    /// Ends one.
    pub(crate) fn end(&self, id: &str) {
        locked(&self.0).remove(id);
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<(String, Arc<Session>)> {
        let sessions = locked(&self.0);
        sessions
            .iter()
            .map(|(id, one)| (id.clone(), Arc::clone(one)))
            .collect()
    }
}

impl Session {
    /// Remembers a sign-in that begins; the oldest gives way.
    pub(crate) fn begin(&self, begun: Begun) {
        let mut all = locked(&self.begun);
        all.retain(|one| one.at + PATIENCE > begun.at);
        if all.len() >= TABS {
            all.remove(0);
        }
        all.push(begun);
    }

    /// Takes the sign-in that a callback is about; a second callback finds nothing.
    pub(crate) fn take(
        &self,
        now: i64,
        wanted: impl Fn(&Begun) -> bool,
        keep: bool,
    ) -> Option<Begun> {
        let mut all = locked(&self.begun);
        let at = all
            .iter()
            .rposition(|one| wanted(one) && one.at + PATIENCE > now)?;
        if keep {
            all.get(at).cloned()
        } else {
            Some(all.remove(at))
        }
    }
}

/// A cookie of a request.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all("cookie")
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}
