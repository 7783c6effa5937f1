//! A stop of an authorization request at the user: sign-in or consent, and what came of it.
//!
//! The engine makes one when a prompt is needed, sends the browser to the provider's pages, and goes
//! on from it when the browser returns to the resume address. The pages only ever set [`Outcome`].

use std::sync::Arc;

use super::params::Params;

/// Which prompt (OpenID Connect Core section 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// The user must sign in.
    Login,
    /// The user must consent.
    Consent,
}

/// An interaction. Its row in the store is keyed by `uid`.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// The client.
    pub client_id: Arc<str>,
    /// The authorization request, to be taken up again.
    pub params: Params,
    /// What the user is asked for.
    pub prompt: Prompt,
    /// Why: `login_prompt`, `no_session`, `max_age`, `consent_prompt`, `op_scopes_missing`, …
    pub reasons: Vec<&'static str>,
    /// OpenID Connect scopes that consent is missing for.
    pub missing_scopes: Vec<String>,
    /// Resource scopes that consent is missing for, by resource indicator.
    pub missing_resource_scopes: Vec<(String, Vec<String>)>,
    /// The `uid` of the browser's session at the start, if any.
    pub session_uid: Option<Box<str>>,
    /// Who was signed in at the start.
    pub account_id: Option<Arc<str>>,
    /// The grant that consent would add to.
    pub grant_id: Option<Box<str>>,
    /// The device authorization it belongs to, in the device flow.
    pub device_code: Option<Box<str>>,
    /// What came of it so far. Kept across the hops of one request.
    pub outcome: Outcome,
}

/// What came of an interaction. The provider's pages and APIs write it, the engine reads it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Who signed in.
    pub login: Option<Arc<str>>,
    /// The user agreed: all that was missing is granted.
    pub consent: Option<Consent>,
    /// The interaction ends with this error, sent to the redirection endpoint.
    pub error: Option<super::error::Error>,
}

/// What the user agreed to.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    /// Organizations for which a third-party application may act.
    pub organization_ids: Vec<String>,
}
