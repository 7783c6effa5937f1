//! A stop of an authorization request at the user: sign-in or consent, and what came of it.
//!
//! The engine makes one when a prompt is needed, sends the browser to the provider's pages, and goes
//! on from it when the browser returns to the resume address. The pages only ever set [`Outcome`].

use std::sync::Arc;

use serde_json::Value;

use super::{
    authorize::interact::{LAST, interactions},
    cookies,
    error::Error,
    exchange::Request,
    params::Params,
    profile::Profile,
    tx::Tx,
};
use crate::base::key::Key;

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
    /// OpenID Connect scopes that consent is missing for, `openid` and `offline_access` included.
    pub missing_scopes: Vec<String>,
    /// Resource scopes that consent is missing for, by resource indicator.
    pub missing_resource_scopes: Vec<(String, Vec<String>)>,
    /// The `uid` of the browser's session at the start, if any.
    pub session_uid: Option<Key>,
    /// Who was signed in at the start.
    pub account_id: Option<Arc<str>>,
    /// The grant that consent would add to.
    pub grant_id: Option<Key>,
    /// The device authorization it belongs to, in the device flow.
    pub device_code: Option<Key>,
    /// What came of it so far. Kept across the hops of one request.
    pub outcome: Outcome,
}

/// What came of an interaction. The provider's pages and APIs write it, the engine reads it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Who signed in.
    pub login: Option<Arc<str>>,
    /// What the provider remembers of that sign-in; it goes on to the session.
    pub submission: Option<Submission>,
    /// The user agreed: all that was missing is granted.
    pub consent: Option<Consent>,
    /// The interaction ends with this error, sent to the redirection endpoint.
    pub error: Option<Error>,
}

/// What the provider remembers of a sign-in; the engine does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// What was proved and from where, as JSON. Alike for every sign-in of one user with one browser, so it
    /// is shared.
    pub told: Arc<str>,
    /// What tells this sign-in from those: the ids of its verifications, in order, blanks between.
    pub ids: Box<str>,
}

/// What the user agreed to.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    /// Organizations for which a third-party application may act.
    pub organization_ids: Vec<String>,
}

/// The path of an interaction's resume address.
pub fn resume_path(profile: &Profile, uid: &str, interaction: &Interaction) -> String {
    let endpoint = if interaction.device_code.is_some() {
        "device"
    } else {
        "auth"
    };
    format!("{}/{endpoint}/{uid}", profile.mount)
}

/// Where the browser goes when the user is done with an interaction.
pub fn resume_url(origin: &str, profile: &Profile, uid: &str, interaction: &Interaction) -> String {
    format!("{origin}{}", resume_path(profile, uid, interaction))
}

/// The `uid` of the interaction that a browser is in: that of the hinted client (Logto: the header
/// `logto-app-id` or the query's `app_id`), else the last one.
///
/// # Errors
///
/// `invalid_request` where the browser is in none, or in one that no longer fits its session.
pub fn current(
    tx: &Tx<'_>,
    request: &Request,
    client_id_hint: Option<&str>,
) -> Result<String, Error> {
    let refuse = |description: &str, reason: String| {
        Err(Error::invalid_request(description).because(reason))
    };
    let key = tx.profile.cookie_key.as_ref();
    let map = cookies::peek(key, request, tx.profile.cookie_names.interaction)
        .and_then(interactions)
        .unwrap_or_default();
    let Some(uid) = client_id_hint
        .and_then(|id| map.get(id))
        .or_else(|| map.get(LAST))
        .and_then(Value::as_str)
    else {
        return refuse(
            "interaction session id cookie not found",
            "the browser sent no signed interaction cookie: start at the authorization endpoint"
                .into(),
        );
    };
    let Some(interaction) = tx.store.interactions.get(uid, tx.now) else {
        return refuse(
            "interaction session not found",
            "the interaction was finished or is older than an hour: start over".into(),
        );
    };
    if let Some(hint) = client_id_hint
        && *interaction.client_id != *hint
    {
        return refuse(
            "interaction client_id mismatch",
            format!(
                "the browser is in an interaction of `{}`, not of `{hint}`",
                interaction.client_id
            ),
        );
    }
    if let Some(session_uid) = &interaction.session_uid {
        let Some(session) = tx.store.sessions.by_uid(session_uid, tx.now) else {
            return refuse(
                "session not found",
                "the session that the interaction was started in has ended: start over".into(),
            );
        };
        if session.account_id != interaction.account_id {
            return refuse(
                "session principal changed",
                "someone else has signed in since the interaction was started: start over".into(),
            );
        }
    }
    Ok(uid.to_owned())
}
