//! Whether what was issued still stands: its grant, and its session where it is bound to one.
//!
//! Ending a grant or a session ends everything that rests on it by itself: nobody has to find the
//! tokens. They leave memory when they expire.

use super::{
    grant::Grant,
    session,
    tokens::{AccessToken, Holder, RefreshToken},
    tx::{Store, Tx},
};
use crate::base::key::Key;

/// The grant that `holder` rests on, if it still stands. The error says why not.
pub fn grant<'a>(tx: &'a Tx<'_>, holder: &Holder) -> Result<&'a Grant, &'static str> {
    let grant = tx
        .store
        .grants
        .get(&holder.grant_id, tx.now)
        .ok_or("the grant it rests on was revoked or has expired")?;
    if grant.client_id != holder.client_id {
        return Err("the grant it rests on is another client's");
    }
    if grant.account_id != holder.account_id {
        return Err("the grant it rests on is another user's");
    }
    Ok(grant)
}

/// Whether the session that `holder` is bound to still stands. What was issued with `offline_access`
/// is bound to none.
pub fn has_session(tx: &Tx<'_>, holder: &Holder) -> bool {
    session::binding::stands(tx.store, holder, tx.now)
}

/// The opaque access token, unless it is unknown, expired beyond the clock tolerance, or its session
/// has ended. Its grant is not looked at.
pub fn access_token<'a>(tx: &'a Tx<'_>, value: &str) -> Option<&'a AccessToken> {
    tx.store
        .access_tokens
        .get(value, tx.now)
        .filter(|token| has_session(tx, &token.holder))
}

/// The refresh token, unless it is unknown, expired, or its session has ended. Its grant is not
/// looked at.
pub fn refresh_token<'a>(tx: &'a Tx<'_>, value: &str) -> Option<&'a RefreshToken> {
    tx.store
        .refresh_tokens
        .get(value, tx.now)
        .filter(|token| has_session(tx, &token.origin))
}

/// Takes out every code and token that rests on a grant, and leaves the grant.
pub fn revoke_tokens(store: &mut Store, grant_id: &Key) {
    let rests = |holder: &Holder| holder.grant_id == *grant_id;
    store.codes.remove_where(|_, code| rests(&code.holder));
    store
        .access_tokens
        .remove_where(|_, token| rests(&token.holder));
    store
        .refresh_tokens
        .remove_where(|_, token| rests(&token.origin));
}
