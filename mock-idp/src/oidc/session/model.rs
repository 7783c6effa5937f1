//! What is kept of a session.

use std::sync::Arc;

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::Authorizations;
use crate::{
    base::{clock::Moment, key::Key},
    oidc::interaction::Submission,
};

/// A session. Its row in the store is keyed by `jti`, the value of the `_session` cookie.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Stays when the cookie's value rotates.
    pub uid: Key,
    /// Who is signed in; nobody while only sign-out state is carried.
    pub account_id: Option<Arc<str>>,
    /// When that user signed in.
    pub login_at: Option<Moment>,
    /// What the provider remembers of that sign-in.
    pub submission: Option<Submission>,
    /// What each client was given.
    pub authorizations: Authorizations,
    /// A form that this browser was sent and that must come back: sign-out, or the device flow's code.
    pub form: Option<Box<PendingForm>>,
}

impl Session {
    /// `sid` of a client: one per session and client, the same for as long as the session lives.
    pub fn sid(&self, client_id: &str) -> String {
        let named = format!("{} {client_id}", self.uid);
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, named.as_bytes()))
    }
}

/// A form that must come back from the browser it was sent to, and what to do then.
#[derive(Clone, Debug, Default)]
pub struct PendingForm {
    /// What it must carry.
    pub xsrf: String,
    /// The client that asked for the sign-out, if any.
    pub client_id: Option<Arc<str>>,
    /// Where to go after a sign-out (RP-Initiated Logout section 3), or on to when accounts are switched.
    pub post_logout_redirect_uri: Option<String>,
    /// To be handed back there.
    pub state: Option<String>,
}
