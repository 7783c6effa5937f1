//! What the owner wants of second factors and passkeys.

use serde_json::{Value, json};

use super::visit::Visit;
use crate::{
    logto::{
        ApiError,
        management::{change_settings_of, said_of_settings, shown_settings},
    },
    oidc::exchange::Reply,
};

const FIELD: &str = "mfa";
const SCOPE: &str = "identities";

fn guard_shown(visit: &Visit<'_>) -> Result<(), ApiError> {
    visit.guard_shown(FIELD)?;
    visit.guard_scope_strictly(SCOPE)
}

/// `GET /api/my-account/mfa-settings`.
pub(super) fn show_mfa(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    guard_shown(visit)?;
    let skip = &shown_settings(visit.user()?)["mfa"]["skipMfaOnSignIn"];
    Ok(Reply::json(json!({ "skipMfaOnSignIn": skip })))
}

/// `PATCH /api/my-account/mfa-settings`.
pub(super) fn change_mfa(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let skip = visit.call.body(|m| m.boolean("skipMfaOnSignIn"))?;
    visit.guard_proved()?;
    visit.guard_edit(FIELD)?;
    visit.guard_scope_strictly(SCOPE)?;
    let said = ("skipMfaOnSignIn".to_owned(), Value::from(skip));
    let said = vec![("mfa", [said].into_iter().collect())];
    visit.change(|user| change_settings_of(user, said))?;
    show_mfa(visit)
}

/// `GET /api/my-account/logto-configs`.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    guard_shown(visit)?;
    Ok(Reply::json(shown_settings(visit.user()?)))
}

/// `PATCH /api/my-account/logto-configs`.
pub(super) fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(said_of_settings)?;
    visit.guard_edit(FIELD)?;
    visit.guard_scope_strictly(SCOPE)?;
    visit.change(|user| change_settings_of(user, said))?;
    show(visit)
}
