//! What is kept of a session.

use std::{collections::BTreeMap, sync::Arc};

use crate::base::clock::Moment;

/// A session. Its row in the store is keyed by `jti`, the value of the `_session` cookie.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Stays when the cookie's value rotates.
    pub uid: Box<str>,
    /// Who is signed in; nobody while only sign-out state is carried.
    pub account_id: Option<Arc<str>>,
    /// When that user signed in.
    pub login_at: Option<Moment>,
    /// What each client was given.
    pub authorizations: BTreeMap<Arc<str>, Authorization>,
    /// A form that this browser was sent and that must come back: sign-out, or the device flow's code.
    pub form: Option<Box<PendingForm>>,
}

/// One client's part in a session.
#[derive(Clone, Debug, Default)]
pub struct Authorization {
    /// `sid`: one per session and client.
    pub sid: Box<str>,
    /// The grant that this session uses for the client.
    pub grant_id: Option<Box<str>>,
    /// Whether the grant outlives the session (`offline_access` was granted last time).
    pub persists_logout: bool,
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
