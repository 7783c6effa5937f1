//! Which interaction a call belongs to.

use crate::{
    base::clock::Moment,
    logto::{ApiError, App, State, api::Call, experience::record::SignInContext},
    oidc::interaction,
};

/// A call in an interaction, with the state's lock held.
pub(super) struct Visit<'a> {
    pub state: &'a mut State,
    pub uid: String,
    pub now: Moment,
}

/// Finds the interaction and does something in it, under one lock.
pub(super) fn within<T>(
    app: &App,
    call: &Call,
    work: impl FnOnce(&mut Visit<'_>) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let now = app.now();
    let mut guard = app.state();
    let state = &mut *guard;
    let tx = state.tx(app.profile(), now);
    let uid = interaction::current(&tx, &call.request, client_id(call))?;
    work(&mut Visit { state, uid, now })
}

/// The client that the page says it serves.
fn client_id(call: &Call) -> Option<&str> {
    let header = call.request.header("logto-app-id");
    header.or_else(|| call.request.query.get("app_id"))
}

/// From where the call came.
pub(super) fn context(call: &Call) -> SignInContext {
    SignInContext {
        ip: Some(call.ip.clone()),
        user_agent: call.request.header("user-agent").map(str::to_owned),
    }
}
