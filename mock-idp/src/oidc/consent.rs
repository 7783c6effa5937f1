//! Consent: giving a client what an interaction says is missing.

use std::sync::Arc;

use super::{
    error::Error,
    grant::Grant,
    interaction::{Consent, Prompt},
    tx::Tx,
};
use crate::base::{key::Key, names::Names};

/// Grants everything that the interaction is missing, in the session's grant or a new one, and notes the
/// user's agreement. May be called again: nothing is granted twice.
///
/// # Errors
///
/// `invalid_request` where there is no such interaction, or nobody has signed in to it.
pub fn grant_all(tx: &mut Tx<'_>, uid: &str, organization_ids: Vec<String>) -> Result<(), Error> {
    let Some(interaction) = tx.store.interactions.get_mut(uid, tx.now) else {
        return Err(Error::invalid_request("interaction session not found")
            .because("the interaction was finished or is older than an hour: start over"));
    };
    let Some(account_id) = interaction
        .account_id
        .clone()
        .filter(|_| interaction.prompt == Prompt::Consent)
    else {
        return Err(Error::invalid_request("session not found")
            .because("the interaction asks for a sign-in, not for consent"));
    };
    let known = interaction
        .grant_id
        .clone()
        .filter(|id| tx.store.grants.get(id, tx.now).is_some());
    let id = known.unwrap_or_else(|| {
        let id = tx.ids.opaque();
        let grant = Grant {
            account_id: tx.store.names.share(&account_id),
            client_id: tx.store.names.share(&interaction.client_id),
            ..Grant::default()
        };
        let expires = tx.now.plus_seconds(tx.profile.lifetimes.grant);
        tx.store.grants.insert(&id, grant, expires, tx.now);
        Key::from(id)
    });
    if let Some(grant) = tx.store.grants.get_mut(&id, tx.now) {
        let names = &mut tx.store.names;
        add(names, &mut grant.scopes, &interaction.missing_scopes);
        for (indicator, scopes) in &interaction.missing_resource_scopes {
            let indicator = names.share(indicator);
            add(names, grant.resources.entry(indicator).or_default(), scopes);
        }
        for organization in &organization_ids {
            if !grant.organizations.contains(organization) {
                grant.organizations.push(organization.clone());
            }
        }
    }
    interaction.grant_id = Some(id);
    interaction.outcome.consent = Some(Consent { organization_ids });
    Ok(())
}

fn add(names: &mut Names, granted: &mut Vec<Arc<str>>, scopes: &[String]) {
    for scope in scopes {
        if granted.iter().all(|known| **known != **scope) {
            granted.push(names.share(scope));
        }
    }
}
