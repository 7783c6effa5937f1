//! What a user granted a client: scopes and resource scopes, collected over time.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    tokens::Origin,
    tx::{Store, Tx},
};
use crate::base::key::Key;

/// A grant. Its row in the store is keyed by the grant id. Codes and tokens stand only while the grant
/// that they rest on does.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    /// The user.
    pub account_id: Arc<str>,
    /// The client.
    pub client_id: Arc<str>,
    /// OpenID Connect scopes, in the order in which they were granted.
    pub scopes: Vec<Arc<str>>,
    /// Scopes of API resources, by resource indicator (RFC 8707).
    pub resources: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// Organizations that the user let a third-party application act in.
    pub organizations: Vec<String>,
}

/// Ends a grant, and with it every code and token that rests on it.
pub fn revoke(store: &mut Store, grant_id: &Key) {
    store.grants.remove(grant_id);
}

/// Ends the oldest grants that a user gave a client, but for the one at hand, until `most` are left.
pub fn evict_oldest(tx: &mut Tx<'_>, origin: &Origin, most: usize) {
    let mut others: Vec<_> = tx
        .store
        .grants
        .iter(tx.now)
        .filter(|(id, grant)| {
            **id != origin.grant_id
                && grant.client_id == origin.client_id
                && grant.account_id == origin.account_id
        })
        .map(|(id, _)| (tx.store.grants.expires_at(id), id.clone()))
        .collect();
    // All live equally long: what ends first was given first.
    others.sort_unstable();
    let too_many = (others.len() + 1).saturating_sub(most.max(1));
    for (_, id) in others.into_iter().take(too_many) {
        revoke(tx.store, &id);
    }
}
