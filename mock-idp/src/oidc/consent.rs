//! Consent: giving a client what an interaction says is missing.

use super::{
    error::Error,
    grant::Grant,
    interaction::{Consent, Prompt},
    scopes::Scopes,
    tokens::Party,
    tx::Tx,
};
use crate::base::key::Key;

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
        let party = tx.store.parties.share(&Party {
            account_id: tx.store.names.share(&account_id),
            client_id: tx.store.names.share(&interaction.client_id),
        });
        let grant = Grant::new(party, Scopes::default());
        let expires = tx.now.plus_seconds(tx.profile.lifetimes.grant);
        tx.store.grants.insert(&id, grant, expires, tx.now);
        Key::from(id)
    });
    let names = &mut tx.store.names;
    if let Some(grant) = tx.store.grants.get_mut(&id, tx.now) {
        let missing = interaction.missing_scopes.iter().map(String::as_str);
        grant.scopes = grant.scopes.with(missing, names);
        for (indicator, scopes) in &interaction.missing_resource_scopes {
            let granted = grant.resource(indicator).cloned().unwrap_or_default();
            let granted = granted.with(scopes.iter().map(String::as_str), names);
            grant.set_resource(names.share(indicator), granted);
        }
        for organization in &organization_ids {
            grant.add_organization(organization);
        }
    }
    interaction.grant_id = Some(id);
    interaction.outcome.consent = Some(Consent { organization_ids });
    Ok(())
}
