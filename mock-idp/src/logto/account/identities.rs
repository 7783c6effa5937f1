//! One's accounts at other providers.

use super::{record, visit::Visit};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        connectors::{self, social_connector},
        model::Identity,
    },
    oidc::exchange::Reply,
};

fn guard(visit: &Visit<'_>) -> Result<(), ApiError> {
    visit.guard_proved_if_possible()?;
    visit.guard_edit("social")?;
    visit.guard_scope("identities")
}

/// `POST /api/my-account/identities`: 400 when there is one of that provider already.
pub(super) fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    link(visit, false)
}

/// `PUT /api/my-account/identities`: in place of the one of that provider.
pub(super) fn replace(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    link(visit, true)
}

/// Links the account of a proved visit; 422 when it is somebody else's.
fn link(visit: &mut Visit<'_>, may_replace: bool) -> Result<Reply, ApiError> {
    let record = visit
        .call
        .body(|m| m.string("newIdentifierVerificationRecordId"))?;
    guard(visit)?;
    let (id, now) = (visit.caller.user_id.clone(), visit.now);
    let proved = visit.state.proofs.social_mut(&record, &id, now)?;
    let social = proved.user.clone().ok_or_else(record::not_found)?;
    let connector_id = proved.connector_id.clone();
    let connector = social_connector(visit.data(), &connector_id)?;
    let target = connectors::target(connector).to_owned();
    let owner = visit.data().user_by_identity(&target, &social.id);
    if owner.is_some_and(|owner| *owner.id != *id) {
        return Err(ApiError::unprocessable("user.identity_already_in_use"));
    }
    if !may_replace && visit.user()?.identities.contains_key(&target) {
        return Err(ApiError::bad_request("user.identity_already_in_use"));
    }
    visit.change(|user| {
        let identity = Identity {
            user_id: social.id.clone(),
            details: Some(social.details()),
        };
        user.identities.insert(target, identity);
    })?;
    Ok(no_content())
}

/// `DELETE /api/my-account/identities/:target`: 404 when there is none, 400 when it is the last way in.
pub(super) fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let target = visit.call.param("target");
    guard(visit)?;
    if !visit.user()?.identities.contains_key(target) {
        return Err(ApiError::not_found("user.identity_not_exist"));
    }
    visit.guard_way_in(|user| {
        user.identities.shift_remove(target);
    })?;
    visit.change(|user| {
        user.identities.shift_remove(target);
    })?;
    Ok(no_content())
}

/// 404: the mock keeps no tokens of other providers, as none of its connectors stores them.
fn no_token() -> ApiError {
    ApiError::not_found("secrets.third_party_token_set.token_not_found")
}

/// `GET /api/my-account/identities/:target/access-token`.
pub(super) fn social_token(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    visit.guard_shown("social")?;
    visit.guard_scope("identities")?;
    Err(no_token())
}

/// `GET /api/my-account/sso-identities/:connectorId/access-token`.
pub(super) fn sso_token(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    social_token(visit)
}

/// `PUT /api/my-account/identities/:target/access-token`.
pub(super) fn store_token(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let record = visit.call.body(|m| m.string("verificationRecordId"))?;
    visit.guard_edit("social")?;
    visit.guard_scope("identities")?;
    let (id, now) = (visit.caller.user_id.clone(), visit.now);
    let proved = visit.state.proofs.social_mut(&record, &id, now)?;
    if proved.user.is_none() {
        return Err(record::not_found());
    }
    Err(ApiError::unprocessable(
        "connector.token_storage_not_supported",
    ))
}
