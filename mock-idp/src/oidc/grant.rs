//! What a user granted a client: scopes and resource scopes, collected over time.

use std::{collections::BTreeMap, ops::Deref, sync::Arc};

use super::{
    client::Client,
    scopes::Scopes,
    tokens::{Holder, Party},
    tx::{Store, Tx},
};
use crate::base::key::Key;

/// A grant. Its row in the store is keyed by the grant id. Codes and tokens stand only while the grant
/// that they rest on does.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    /// Whose it is.
    pub party: Arc<Party>,
    /// OpenID Connect scopes, in the order in which they were granted.
    pub scopes: Scopes,
    /// What only some grants have.
    beyond: Option<Box<Beyond>>,
}

/// A grant is its party with more to it.
impl Deref for Grant {
    type Target = Party;

    fn deref(&self) -> &Party {
        &self.party
    }
}

/// What a grant allows beyond the provider itself.
#[derive(Clone, Debug, Default)]
struct Beyond {
    resources: BTreeMap<Arc<str>, Scopes>,
    organizations: Vec<String>,
}

impl Grant {
    /// A grant of these scopes of the provider itself.
    pub fn new(party: Arc<Party>, scopes: Scopes) -> Self {
        Self {
            party,
            scopes,
            beyond: None,
        }
    }

    /// The granted scopes of an API resource, by its indicator (RFC 8707).
    pub fn resource(&self, indicator: &str) -> Option<&Scopes> {
        self.beyond.as_ref()?.resources.get(indicator)
    }

    /// The granted scopes of all API resources, by their indicators.
    pub fn resources(&self) -> impl Iterator<Item = (&Arc<str>, &Scopes)> {
        self.beyond.iter().flat_map(|beyond| &beyond.resources)
    }

    /// Sets the granted scopes of an API resource.
    pub fn set_resource(&mut self, indicator: Arc<str>, scopes: Scopes) {
        let beyond = self.beyond.get_or_insert_default();
        beyond.resources.insert(indicator, scopes);
    }

    /// Organizations that the user let a third-party application act in.
    pub fn organizations(&self) -> &[String] {
        self.beyond
            .as_ref()
            .map_or(&[], |beyond| &beyond.organizations)
    }

    /// Lets the client act in one more organization.
    pub fn add_organization(&mut self, id: &str) {
        if self.organizations().iter().all(|known| known != id) {
            let beyond = self.beyond.get_or_insert_default();
            beyond.organizations.push(id.to_owned());
        }
    }
}

/// Makes a grant without asking: these scopes of the provider, and all that the user has of these
/// resources.
pub fn direct(
    tx: &mut Tx<'_>,
    client: &Client,
    account_id: &Arc<str>,
    scopes: &[&str],
    resources: &[String],
) -> Key {
    let scopes = Scopes::default().with(scopes.iter().copied(), &mut tx.store.names);
    let mut grant = Grant::new(tx.store.party(account_id, &client.id), scopes);
    for indicator in resources {
        let has = tx.directory.user_resource_scopes(
            account_id,
            client,
            indicator,
            None,
            tx.profile.scopes,
        );
        let names = &mut tx.store.names;
        let has = Scopes::default().with(has.iter().map(String::as_str), names);
        grant.set_resource(names.share(indicator), has);
    }
    let id = Key::from(tx.ids.opaque());
    let expires = tx.now.plus_seconds(tx.profile.lifetimes.grant);
    tx.store.grants.insert(&id, grant, expires, tx.now);
    id
}

/// Ends a grant, and with it every code and token that rests on it.
pub fn revoke(store: &mut Store, grant_id: &Key) {
    store.grants.remove(grant_id);
}

/// Ends the oldest grants that a user gave a client, but for the one at hand, until `most` are left.
pub fn evict_oldest(tx: &mut Tx<'_>, holder: &Holder, most: usize) {
    let mut others: Vec<_> = tx
        .store
        .grants
        .iter(tx.now)
        .filter(|(id, grant)| **id != holder.grant_id && grant.party == holder.party)
        .map(|(id, _)| (tx.store.grants.expires_at(id), id.clone()))
        .collect();
    // All live equally long: what ends first was given first.
    others.sort_unstable();
    let too_many = (others.len() + 1).saturating_sub(most.max(1));
    for (_, id) in others.into_iter().take(too_many) {
        revoke(tx.store, &id);
    }
}
