//! What Hugging Face remembers besides its data: sessions, consents, codes, tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::scope::Scope;
use crate::base::{clock::Moment, store::Table};

/// What a user let an application do, in one go. Codes and tokens that come of it share it.
#[derive(Debug)]
pub struct Grant {
    /// The application.
    pub client_id: Arc<str>,
    /// The user's name.
    pub username: Arc<str>,
    /// In the order in which they were asked for.
    pub scopes: Vec<Scope>,
    /// `sub`s of the organizations whose resources it reaches.
    pub orgs: Vec<Box<str>>,
    /// `nonce` of the request.
    pub nonce: Option<Box<str>>,
    /// When the user had signed in.
    pub auth_time: Moment,
}

/// A browser's session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is signed in.
    pub username: Arc<str>,
    /// Since when.
    pub login_at: Moment,
}

/// An authorization code.
#[derive(Debug)]
pub struct Code {
    /// What it stands for.
    pub grant: Arc<Grant>,
    /// The redirection endpoint that it was sent to.
    pub redirect_uri: Box<str>,
    /// PKCE challenge, S256.
    pub challenge: Option<Box<str>>,
    /// Whether it was exchanged. It is kept to recognise a second attempt.
    pub is_consumed: bool,
}

/// An access or refresh token.
#[derive(Debug)]
pub struct Token {
    /// What it stands for.
    pub grant: Arc<Grant>,
    /// What it carries: all of the grant's scopes, or fewer after a refresh that asked for fewer.
    pub scopes: Option<Box<[Scope]>>,
}

impl Token {
    /// The scopes that it carries.
    pub fn scopes(&self) -> &[Scope] {
        self.scopes.as_deref().unwrap_or(&self.grant.scopes)
    }
}

/// What was consented to once and is not asked again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// All scopes so far.
    pub scopes: BTreeSet<Scope>,
    /// `sub`s of all organizations so far.
    pub orgs: BTreeSet<Box<str>>,
}

/// A device's authorization (RFC 8628).
#[derive(Debug)]
pub struct Device {
    /// What the user types.
    pub user_code: String,
    /// The application.
    pub client_id: Arc<str>,
    /// What it asked for.
    pub scopes: Vec<Scope>,
    /// From when on it is refused as expired. The row outlives it, to say so.
    pub expires_at: Moment,
    /// When it last asked.
    pub polled_at: Option<Moment>,
    /// What the user said.
    pub answer: Answer,
}

/// What a user said to a device.
#[derive(Debug)]
pub enum Answer {
    /// Nothing yet.
    Pending,
    /// No.
    Denied,
    /// Yes.
    Granted(Arc<Grant>),
}

/// All of it.
#[derive(Debug, Default)]
pub struct Store {
    /// By the cookie's value.
    pub sessions: Table<Session>,
    /// By (user name, client id).
    pub consents: BTreeMap<(Arc<str>, Arc<str>), Consent>,
    /// By the code.
    pub codes: Table<Code>,
    /// By the part after the prefix.
    pub access_tokens: Table<Token>,
    /// By the part after the prefix.
    pub refresh_tokens: Table<Token>,
    /// By the device code.
    pub devices: Table<Device>,
}

impl Store {
    /// Ends every token that came of this grant.
    pub fn revoke(&mut self, grant: &Arc<Grant>) {
        self.access_tokens
            .remove_where(|_, token| Arc::ptr_eq(&token.grant, grant));
        self.refresh_tokens
            .remove_where(|_, token| Arc::ptr_eq(&token.grant, grant));
    }

    /// Forgets the user's consent to the application and ends all that came of it.
    pub fn disconnect(&mut self, username: &str, client_id: &str) {
        self.consents
            .retain(|(user, client), _| **user != *username || **client != *client_id);
        let gone = |grant: &Grant| *grant.username == *username && *grant.client_id == *client_id;
        self.access_tokens
            .remove_where(|_, token| gone(&token.grant));
        self.refresh_tokens
            .remove_where(|_, token| gone(&token.grant));
        self.codes.remove_where(|_, code| gone(&code.grant));
    }
}
