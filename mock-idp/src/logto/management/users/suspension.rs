//! Suspending users, and ending all that was issued to them.

use super::{
    super::route::{Routes, Visit},
    changed,
};
use crate::{
    logto::{ApiError, State},
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.patch("/users/:userId/is-suspended", suspend);
}

/// A suspension signs the user out everywhere.
fn suspend(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let suspended = visit.call.body(|m| m.boolean("isSuspended"))?;
    let (id, shown) = changed(visit, |user| {
        user.is_suspended = suspended;
        (user.id.clone(), user.to_api())
    })?;
    if suspended {
        sign_out(visit.state, &id);
    }
    Ok(Reply::json(shown))
}

/// Ends a user's sessions and grants, and with the grants every code and token.
pub(in super::super::super) fn sign_out(state: &mut State, user_id: &str) {
    let store = &mut state.store;
    let is_theirs = |account: &str| account == user_id;
    store
        .sessions
        .remove_where(|_, session| session.account_id.as_deref().is_some_and(is_theirs));
    store
        .grants
        .remove_where(|_, grant| is_theirs(&grant.account_id));
    store
        .refresh_tokens
        .remove_where(|_, token| is_theirs(&token.origin.account_id));
    store
        .access_tokens
        .remove_where(|_, token| is_theirs(&token.holder.account_id));
}
