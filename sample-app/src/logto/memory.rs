//! What Logto's part of the application remembers of one browser session.
//!
//! A [`Memory`] is a handle: clones share what it holds. A successful sign-in makes a new one, so a
//! session that somebody knew before the sign-in never turns into a signed-in one (session fixation).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openidconnect::{Nonce, RefreshToken};

use super::attempt::Attempts;
use super::id_token::Claims;
use super::tokens::{AccessToken, Audience};
use crate::clock::UnixTime;

/// See the module's description.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// A std mutex: never held over an await.
    contents: Mutex<Contents>,
    /// One refresh at a time per session. An async mutex on purpose: it is held over the request.
    refreshing: tokio::sync::Mutex<()>,
}

/// The contents of a memory.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) attempts: Attempts,
    pub(crate) signed_in: Option<SignedIn>,
}

/// A signed-in person and the tokens that came with them.
#[derive(Debug)]
pub(crate) struct SignedIn {
    /// `sub` of the ID token.
    pub(crate) subject: String,
    /// `sid` of the ID token, if Logto sends one.
    pub(crate) session_id: Option<String>,
    /// `nonce` of the sign-in; a refreshed ID token may repeat it (OpenID Connect Core 12.2).
    pub(crate) nonce: Nonce,
    /// `iat` of the ID token.
    pub(crate) issued_at: UnixTime,
    /// All claims of the ID token.
    pub(crate) claims: Claims,
    pub(crate) refresh_token: Option<RefreshToken>,
    pub(crate) access_tokens: HashMap<Audience, AccessToken>,
}

impl Memory {
    /// A memory that begins with a signed-in person and the attempts of other tabs.
    pub(crate) fn of(signed_in: SignedIn, attempts: Attempts) -> Self {
        let contents = Contents {
            attempts,
            signed_in: Some(signed_in),
        };
        Self(Arc::new(Shared {
            contents: Mutex::new(contents),
            ..Shared::default()
        }))
    }

    /// Whether somebody is signed in.
    pub fn is_authenticated(&self) -> bool {
        self.lock().signed_in.is_some()
    }

    /// Lets go of the person and the tokens: Logto said that the session is over.
    pub fn forget(&self) {
        self.lock().signed_in = None;
    }

    /// The contents. Never hold the guard over an await.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Contents> {
        self.0
            .contents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no other refresh of this session is under way.
    pub(crate) async fn refresh_turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.refreshing.lock().await
    }
}
