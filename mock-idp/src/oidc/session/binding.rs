//! Whether what was issued in a session still stands: tokens without `offline_access` end with it.

use crate::base::clock::Moment;
use crate::oidc::{tokens::Origin, tx::Store};

/// Whether a code or token still stands as far as its session goes: that is there, and still has this
/// account and, for this client, this grant. What is not bound to a session stands.
pub fn stands(store: &Store, origin: &Origin, now: Moment) -> bool {
    let Some(uid) = &origin.session_uid else {
        return true;
    };
    store.sessions.by_uid(uid, now).is_some_and(|session| {
        session.account_id.as_ref() == Some(&origin.account_id)
            && session
                .authorizations
                .get(&origin.client_id)
                .is_some_and(|held| held.grant_id.as_ref() == Some(&origin.grant_id))
    })
}
