//! `/subject-tokens`: tokens that stand for a user in a token exchange.

use http::StatusCode;
use serde_json::json;

use super::route::{Routes, Visit};
use crate::{
    logto::ApiError,
    oidc::{
        exchange::{Body, Reply},
        tokens::SubjectToken,
    },
};

/// Seconds a token is good for.
const LIFETIME: i64 = 600;

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.post("/subject-tokens", create);
}

/// 201. The token is shown this once. 404 for an unknown user, told as a reference that leads nowhere.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user_id = visit.call.body(|m| {
        let user = m.string("userId");
        let context = m.optional("context", super::super::api::guard::Members::anything);
        context.and(user)
    })?;
    if !visit.state.data.users.contains(&user_id) {
        return Err(ApiError::not_found("entity.relation_foreign_key_not_found"));
    }
    let value = format!("sub_{}", visit.state.ids.long());
    let token = SubjectToken {
        account_id: user_id.into(),
        consumed_at: None,
    };
    let expires_at = visit.now.plus_seconds(LIFETIME);
    let tokens = &mut visit.state.store.subject_tokens;
    tokens.insert(&value, token, expires_at, visit.now);
    let body = json!({"subjectToken": value, "expiresIn": LIFETIME});
    Ok(Reply::new(StatusCode::CREATED, Body::Json(body)))
}
