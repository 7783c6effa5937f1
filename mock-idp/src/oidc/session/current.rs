//! The session of one request: from its cookie to its `Set-Cookie`.
//!
//! A session that came with a cookie is saved with its full lifetime again and its cookie sent again,
//! whatever the request comes to. A browser without one gets none until something is worth keeping.

use std::sync::Arc;

use super::model::Session;
use crate::oidc::{
    cookies::{Attributes, Cookies},
    exchange::Request,
    tx::Tx,
};

/// The session that a request came with, or an empty one. It is out of the store until [`Self::save`].
#[derive(Debug)]
pub struct Current {
    session: Session,
    jti: String,
    is_new: bool,
    is_touched: bool,
    is_destroyed: bool,
}

impl Current {
    /// The session of the request's cookie. An account that is gone or suspended has none any more: the
    /// browser keeps an empty session then.
    pub fn load(tx: &mut Tx<'_>, request: &Request, cookies: &mut Cookies<'_>) -> Self {
        let cookie = cookies.read(request, tx.profile.cookie_names.session);
        let found = cookie.and_then(|jti| {
            tx.store.sessions.get(jti, tx.now)?;
            tx.store.sessions.remove(jti).map(|session| (jti, session))
        });
        match found {
            Some((jti, session)) if is_usable(tx, &session) => Self {
                session,
                jti: jti.to_owned(),
                is_new: false,
                is_touched: false,
                is_destroyed: false,
            },
            Some(_) | None => Self {
                session: Session {
                    uid: tx.ids.opaque().into(),
                    ..Session::default()
                },
                jti: tx.ids.opaque(),
                is_new: cookie.is_none(),
                is_touched: false,
                is_destroyed: false,
            },
        }
    }

    /// What is kept.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Who is signed in.
    pub fn account_id(&self) -> Option<&Arc<str>> {
        self.session.account_id.as_ref()
    }

    /// What is kept, to change it: it will be saved.
    pub fn change(&mut self) -> &mut Session {
        self.is_touched = true;
        &mut self.session
    }

    /// Gives a session that came with a cookie another cookie value.
    pub fn rotate(&mut self, tx: &mut Tx<'_>) {
        if !self.is_new {
            self.jti = tx.ids.opaque();
            self.is_touched = true;
        }
    }

    /// Ends it.
    pub fn destroy(&mut self) {
        self.is_destroyed = true;
    }

    /// Puts it back into the store and its cookie into the answer, or takes both away.
    pub fn save(self, tx: &mut Tx<'_>, cookies: &mut Cookies<'_>) {
        let name = tx.profile.cookie_names.session;
        let ttl = tx
            .directory
            .session_ttl()
            .unwrap_or(tx.profile.lifetimes.session);
        let expires = tx.now.plus_seconds(ttl);
        let attributes = Attributes {
            expires_last: true,
            ..Attributes::until(expires)
        };
        if self.is_destroyed {
            cookies.clear(name, &attributes);
        } else if !self.is_new || self.is_touched {
            cookies.set(name, &self.jti, &attributes);
            tx.store
                .sessions
                .insert(&self.jti, self.session, expires, tx.now);
        }
    }
}

fn is_usable(tx: &Tx<'_>, session: &Session) -> bool {
    session
        .account_id
        .as_ref()
        .is_none_or(|account| tx.directory.is_active(account))
}
