//! Whether what was issued in a session still stands: tokens without `offline_access` end with it.

use crate::base::clock::Moment;
use crate::oidc::{tokens::Holder, tx::Store};

/// Whether a code or token still stands as far as its session goes: that is there, and still has this
/// account and, for this client, this grant. What is not bound to a session stands.
pub fn stands(store: &Store, holder: &Holder, now: Moment) -> bool {
    let Some(uid) = &holder.session_uid else {
        return true;
    };
    store.sessions.by_uid(uid, now).is_some_and(|session| {
        session.account_id.as_ref() == Some(&holder.account_id)
            && session
                .authorizations
                .get(&holder.client_id)
                .is_some_and(|held| held.grant_id.as_ref() == Some(&holder.grant_id))
    })
}
