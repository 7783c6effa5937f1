//! Where one is signed in, and what one granted.

use serde_json::{Value, json};

use super::visit::Visit;
use crate::{
    logto::{
        ApiError,
        api::no_content,
        management::{end_session as end, shown_grants, shown_sessions},
    },
    oidc::exchange::Reply,
};

const FIELD: &str = "session";
const SCOPE: &str = "urn:logto:scope:sessions";

fn guard_shown(visit: &Visit<'_>) -> Result<(), ApiError> {
    visit.guard_proved()?;
    visit.guard_shown(FIELD)?;
    visit.guard_scope(SCOPE)
}

fn guard_edit(visit: &Visit<'_>) -> Result<(), ApiError> {
    visit.guard_proved()?;
    visit.guard_edit(FIELD)?;
    visit.guard_scope(SCOPE)
}

/// `GET /api/my-account/sessions`.
pub(super) fn sessions(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    guard_shown(visit)?;
    let now = visit.now;
    let mut sessions = shown_sessions(visit.state, &visit.caller.user_id, now);
    for shown in &mut sessions {
        let uid = shown["payload"]["uid"].as_str().unwrap_or_default();
        let session = visit.state.store.sessions.by_uid(uid, now);
        let is_current = session.is_some_and(|session| visit.caller.is_in(session));
        shown["isCurrent"] = is_current.into();
    }
    Ok(Reply::json(json!({ "sessions": sessions })))
}

/// `DELETE /api/my-account/sessions/:sessionId`. Logto means to answer 404 for an unknown session, and
/// answers 400 with the status as data.
pub(super) fn end_session(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let revoke = visit.call.query(|m| {
        m.optional("revokeGrantsTarget", |m, key| {
            m.choice(key, &["all", "firstParty"])
        })
    })?;
    guard_edit(visit)?;
    let uid = visit.call.param("sessionId");
    let (id, now) = (visit.caller.user_id.clone(), visit.now);
    end(visit.state, &id, uid, revoke, now).map_err(|error| as_data(&error))?;
    Ok(no_content())
}

fn as_data(error: &ApiError) -> ApiError {
    ApiError::bad_request(error.code.clone()).with_data(json!({"status": error.status.as_u16()}))
}

/// `GET /api/my-account/grants`.
pub(super) fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let kind = visit.call.query(|m| {
        m.optional("appType", |m, key| {
            m.choice(key, &["firstParty", "thirdParty"])
        })
    })?;
    guard_shown(visit)?;
    let id = &visit.caller.user_id;
    let grants: Vec<Value> = shown_grants(visit.state, visit.profile, id, kind, visit.now);
    Ok(Reply::json(json!({ "grants": grants })))
}

/// `DELETE /api/my-account/grants/:grantId`.
pub(super) fn revoke(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    guard_edit(visit)?;
    let id = visit.call.param("grantId");
    let grants = &mut visit.state.store.grants;
    let grant = grants.get(id, visit.now);
    if grant.is_none_or(|grant| grant.account_id != visit.caller.user_id) {
        return Err(ApiError::not_found("oidc.invalid_grant"));
    }
    grants.remove(id);
    Ok(no_content())
}
