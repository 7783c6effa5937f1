//! The browser's session at the provider: who is signed in, and into which clients.

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
    /// A sign-out that waits for its confirmation (RP-Initiated Logout section 2).
    pub logout: Option<Box<PendingLogout>>,
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

/// A sign-out that the user's browser still has to confirm.
#[derive(Clone, Debug, Default)]
pub struct PendingLogout {
    /// What the confirmation must carry.
    pub xsrf: String,
    /// The client that asked, if any.
    pub client_id: Option<Arc<str>>,
    /// Where to go afterwards.
    pub post_logout_redirect_uri: Option<String>,
    /// To be handed back there.
    pub state: Option<String>,
    /// Not a sign-out but an account switch: go on with this interaction's resume address.
    pub resume: Option<String>,
}
