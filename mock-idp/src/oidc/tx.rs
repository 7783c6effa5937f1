//! One transaction: everything a pure handler may read and change, under the caller's lock.

use std::sync::Arc;

use super::{
    directory::Directory,
    grant::Grant,
    interaction::Interaction,
    profile::Profile,
    sessions::Sessions,
    tokens::{
        AccessToken, AuthorizationCode, DeviceCode, Party, PushedRequest, RefreshToken,
        SubjectToken,
    },
};
use crate::base::{
    clock::Moment,
    ids::Ids,
    journal::Trace,
    jws::Unsigned,
    keys::Keys,
    names::{Names, Shared},
    store::Table,
    tamper::Tampers,
};

/// What the engine remembers.
#[derive(Debug, Default)]
pub struct Store {
    /// Texts that rows share.
    pub names: Names,
    /// Users with the clients that they use.
    pub parties: Shared<Party>,
    /// By the session cookie's value and by `uid`.
    pub sessions: Sessions,
    /// By `uid`.
    pub interactions: Table<Interaction>,
    /// By grant id.
    pub grants: Table<Grant>,
    /// By the code.
    pub codes: Table<AuthorizationCode>,
    /// By the token.
    pub access_tokens: Table<AccessToken>,
    /// By the token.
    pub refresh_tokens: Table<RefreshToken>,
    /// By the device code.
    pub device_codes: Table<DeviceCode>,
    /// By the token.
    pub subject_tokens: Table<SubjectToken>,
    /// By `request_uri`.
    pub pushed_requests: Table<PushedRequest>,
}

impl Store {
    /// The one copy of a user and a client.
    pub fn party(&mut self, account_id: &str, client_id: &str) -> Arc<Party> {
        self.parties.share(&Party {
            account_id: self.names.share(account_id),
            client_id: self.names.share(client_id),
        })
    }
}

/// One transaction of the engine. No await happens while one is open.
pub struct Tx<'a> {
    /// What the engine remembers.
    pub store: &'a mut Store,
    /// What the provider knows.
    pub directory: &'a dyn Directory,
    /// What differs between providers.
    pub profile: &'a Profile,
    /// What tokens are signed with.
    pub keys: &'a mut Keys,
    /// What is changed on purpose.
    pub tampers: &'a Tampers,
    /// The tenant's time.
    pub now: Moment,
    /// Chance.
    pub ids: &'a mut Ids,
    /// What the journal is told of the request: filled in on the way, so that a refusal names the
    /// client and the user too.
    pub trace: Trace,
    /// Where tokens are put that the caller signs when the transaction is over. Without it they are signed
    /// within.
    pub unsigned: Option<Vec<Unsigned>>,
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
