//! `/one-time-tokens`: links that prove an e-mail address. Using them up is the experience's business.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    entity,
    pagination::optional_pages,
    route::{Routes, Visit},
};
use crate::{
    logto::{
        ApiError,
        api::{Members, Said, no_content},
        experience::one_time_token::{TABLE, consume},
    },
    oidc::exchange::{Body, Reply},
};

/// Seconds a token is good for where nothing is said.
const LIFETIME: i64 = 600;
/// What can become of a token.
const STATUSES: &[&str] = &["active", "consumed", "revoked", "expired"];

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/one-time-tokens", list);
    routes.post("/one-time-tokens", create);
    routes.post("/one-time-tokens/verify", verify);
    routes.get("/one-time-tokens/:id", show);
    routes.put("/one-time-tokens/:id/status", change_status);
    routes.delete("/one-time-tokens/:id", delete);
}

fn named<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Value, ApiError> {
    let id = visit.param("id").to_owned();
    let tokens = visit.data().others.get_mut(TABLE);
    let found = tokens.and_then(|tokens| tokens.get_mut(&id));
    found.ok_or_else(|| entity::not_exists("one_time_tokens", &id))
}

/// Newest first.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let wanted =
        |token: &&Value, name: &str| visit.query(name).is_none_or(|wanted| token[name] == wanted);
    let tokens = visit.state.data.others.get(TABLE).into_iter();
    let tokens: Vec<&Value> = tokens
        .flat_map(|tokens| tokens.iter().rev())
        .filter(|token| wanted(token, "email") && wanted(token, "status"))
        .collect();
    optional_pages(&visit.call.request, tokens, Value::clone)
}

fn context(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut context = Said::default();
    let name = "jitOrganizationIds";
    context.put(name, m.optional(name, Members::strings));
    let events = &["SignIn", "Register", "ForgotPassword"];
    let event = m.optional("interactionEvent", |m, key| m.choice(key, events));
    context.put("interactionEvent", event);
    Some(context.members())
}

/// A token of the same address that was not used is no longer good.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (email, lifetime, context) = visit.call.body(|m| {
        let email = m.filled("email");
        let lifetime = m.optional("expiresIn", |m, key| m.integer(key, 1, i64::MAX));
        let context = m.optional_object("context", context);
        Some((email?, lifetime?, context?))
    })?;
    let id = visit.state.ids.long();
    let expires_at = visit.now.plus_seconds(lifetime.unwrap_or(LIFETIME));
    let token = json!({
        "tenantId": "default", "id": id, "email": email, "token": visit.state.ids.secret(),
        "context": context.unwrap_or_default(), "status": "active", "createdAt": visit.now,
        "expiresAt": expires_at,
    });
    let tokens = visit.data().others.entry(TABLE).or_default();
    tokens.insert(id, token.clone());
    Ok(Reply::new(StatusCode::CREATED, Body::Json(token)))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(named(visit)?.clone()))
}

/// Uses a token up.
fn verify(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (email, token) = visit.call.body(|m| {
        let email = m.filled("email");
        let token = m.filled("token");
        Some((email?, token?))
    })?;
    consume(visit.state, &email, &token, None, visit.now)?;
    let tokens = visit.state.data.others.get(TABLE);
    let mut tokens = tokens
        .into_iter()
        .flat_map(super::super::model::entities::Entities::iter);
    let used = tokens.find(|kept| kept["token"] == token.as_str());
    Ok(Reply::json(used.cloned().unwrap_or_default()))
}

/// What is used up stays so.
fn change_status(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let status = visit.call.body(|m| m.choice("status", STATUSES))?;
    let token = named(visit)?;
    if status == "active" {
        let code = "one_time_token.cannot_reactivate_token";
        return Err(ApiError::bad_request(code));
    }
    token["status"] = status.into();
    Ok(Reply::json(token.clone()))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("id").to_owned();
    named(visit).map_err(|_| entity::not_found())?;
    if let Some(tokens) = visit.data().others.get_mut(TABLE) {
        tokens.remove(&id);
    }
    Ok(no_content())
}
