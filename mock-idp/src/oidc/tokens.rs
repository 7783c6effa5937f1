//! Codes and opaque tokens as the store keeps them, and what they carry on to the next.

use std::{ops::Deref, sync::Arc};

use crate::base::{clock::Moment, key::Key};

/// Whose an authorization is. There is one for all that a user gives a client: see
/// [`Store::party`](super::tx::Store::party).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Party {
    /// The user.
    pub account_id: Arc<str>,
    /// The client.
    pub client_id: Arc<str>,
}

impl From<&Party> for Arc<Party> {
    fn from(party: &Party) -> Self {
        Self::new(party.clone())
    }
}

/// Whose an authorization is and what it rests on: all that a token is looked up by. There is one for the
/// code and every token of an authorization.
#[derive(Clone, Debug, Default)]
pub struct Holder {
    /// Whose it is.
    pub party: Arc<Party>,
    /// The grant it rests on.
    pub grant_id: Key,
    /// The `uid` of the session, when the token dies with it (issued without `offline_access`).
    pub session_uid: Option<Key>,
    /// `sid` for ID and logout tokens. Few clients ask for it.
    pub sid: Option<Box<Key>>,
}

/// A holder is its party with more to it.
impl Deref for Holder {
    type Target = Party;

    fn deref(&self) -> &Party {
        &self.party
    }
}

/// What an authorization hands down to code, access token, refresh token and ID token.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Whose it is.
    pub holder: Arc<Holder>,
    /// `auth_time`, where the ID token must state it, in seconds.
    pub auth_time: Option<i64>,
    /// `nonce` of the authorization request.
    pub nonce: Option<Box<str>>,
    /// Granted scopes, in order, separated by blanks; resource scopes included.
    pub scope: Arc<str>,
    /// Resource indicators of the authorization request.
    pub resources: Vec<Arc<str>>,
}

/// An origin is its holder with more to it.
impl Deref for Origin {
    type Target = Holder;

    fn deref(&self) -> &Holder {
        &self.holder
    }
}

/// An authorization code (RFC 6749 section 4.1.2).
#[derive(Clone, Debug)]
pub struct AuthorizationCode {
    /// Whose it is.
    pub holder: Arc<Holder>,
    /// What it is good for.
    pub state: CodeState,
    /// The redirection endpoint it was sent to, to the letter.
    pub redirect_uri: Option<Arc<str>>,
    /// PKCE challenge, S256 (RFC 7636 section 4.3).
    pub code_challenge: Option<Box<Key>>,
}

/// What a code is good for.
#[derive(Clone, Debug)]
pub enum CodeState {
    /// Tokens for this.
    Fresh(Arc<Origin>),
    /// It was exchanged then: it is kept to be recognised.
    Consumed(Moment),
}

impl AuthorizationCode {
    /// A fresh code.
    pub fn new(origin: Origin, redirect_uri: Option<Arc<str>>, challenge: Option<Key>) -> Self {
        Self {
            holder: origin.holder.clone(),
            state: CodeState::Fresh(origin.into()),
            redirect_uri,
            code_challenge: challenge.map(Box::new),
        }
    }
}

/// A refresh token.
#[derive(Clone, Debug, Default)]
pub struct RefreshToken {
    /// What it stands for.
    pub origin: Arc<Origin>,
    /// When it was issued.
    pub issued_at: Moment,
    /// When the first of its line was issued: rotation has an end.
    pub first_issued_at: Moment,
    /// When it was exchanged for a successor.
    pub consumed_at: Option<Moment>,
}

/// An opaque access token: good for userinfo, introspection and the Account API.
#[derive(Clone, Debug, Default)]
pub struct AccessToken {
    /// Whose it is.
    pub holder: Arc<Holder>,
    /// What it carries of the granted scopes.
    pub scope: Arc<str>,
    /// When it was issued.
    pub issued_at: Moment,
    /// Claims of a JWT customizer, shown by introspection.
    pub extra: Option<Box<serde_json::Map<String, serde_json::Value>>>,
}

/// Where a device's authorization stands (RFC 8628 section 3.5).
#[derive(Clone, Debug, Default)]
pub enum DeviceState {
    /// The user has not finished.
    #[default]
    Pending,
    /// The user refused.
    Denied,
    /// The device may collect its tokens.
    Granted(Arc<Origin>),
    /// The tokens were collected: a second collection revokes the grant.
    Consumed(Key),
}

/// A device authorization (RFC 8628).
#[derive(Clone, Debug, Default)]
pub struct DeviceCode {
    /// What the user types.
    pub user_code: String,
    /// The device's request.
    pub params: super::params::Params,
    /// The client.
    pub client_id: Arc<str>,
    /// Where it stands.
    pub state: DeviceState,
    /// Whether a user has taken it up and is signing in; nobody else may then.
    pub in_flight: bool,
    /// When it expires. Its row lives on for a while, so that a late poll learns `expired_token`.
    pub expires_at: Moment,
}

/// A token that stands for a user in a token exchange, for one use (Logto: impersonation token,
/// `sub_…`, made by the Management API, good for 600 s).
#[derive(Clone, Debug, Default)]
pub struct SubjectToken {
    /// The user.
    pub account_id: Arc<str>,
    /// When it was exchanged.
    pub consumed_at: Option<Moment>,
}

/// A pushed authorization request (RFC 9126).
#[derive(Clone, Debug, Default)]
pub struct PushedRequest {
    /// The client.
    pub client_id: Arc<str>,
    /// Its parameters.
    pub params: super::params::Params,
    /// From when on it can no longer be opened. Its row lives on for as long as an interaction may,
    /// so that a second code for it is refused.
    pub expires_at: Moment,
    /// When a code was issued for it: it is good for one.
    pub consumed_at: Option<Moment>,
}
