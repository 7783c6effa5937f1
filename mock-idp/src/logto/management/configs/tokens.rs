//! How long sessions live, and what ID tokens carry.

use serde_json::{Map, Value, json};

use super::{
    super::route::{Routes, Visit},
    entity,
};
use crate::{logto::ApiError, oidc::exchange::Reply};

/// Where settings are kept.
const SESSION: &str = "session";
const ID_TOKEN: &str = "id-token";

/// Claims that ID tokens can carry beyond the usual, those that are on by default first.
const EXTENDED: &[&str] = &[
    "roles",
    "organizations",
    "organization_roles",
    "custom_data",
    "identities",
    "sso_identities",
    "organization_data",
];
/// So many of them are on by default.
const ON: usize = 3;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/configs/oidc/session", session);
    routes.patch("/configs/oidc/session", change_session);
    routes.get("/configs/id-token", id_token);
    routes.put("/configs/id-token", change_id_token);
}

fn kept(visit: &Visit<'_>, name: &str, default: Value) -> Map<String, Value> {
    let mut members = entity::members(&default);
    if let Some(Value::Object(kept)) = visit.state.data.configs.get(name) {
        members.extend(kept.clone());
    }
    members
}

/// What is meant where nothing was said.
fn session_members(visit: &Visit<'_>) -> Map<String, Value> {
    let ttl = visit.profile.lifetimes.session;
    kept(visit, SESSION, json!({ "ttl": ttl }))
}

fn session(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(session_members(visit).into()))
}

fn change_session(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ttl = visit
        .call
        .body(|m| m.optional("ttl", |m, key| m.integer(key, 1, i64::MAX)))?;
    let mut members = session_members(visit);
    if let Some(ttl) = ttl {
        members.insert("ttl".into(), ttl.into());
    }
    let configs = &mut visit.data().configs;
    configs.insert(SESSION.into(), members.clone().into());
    Ok(Reply::json(members.into()))
}

fn id_token(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let default = json!({"enabledExtendedClaims": EXTENDED[..ON]});
    Ok(Reply::json(kept(visit, ID_TOKEN, default).into()))
}

fn change_id_token(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let claims = visit
        .call
        .body(|m| m.choices("enabledExtendedClaims", EXTENDED))?;
    let config = json!({ "enabledExtendedClaims": claims });
    let configs = &mut visit.data().configs;
    configs.insert(ID_TOKEN.into(), config.clone());
    Ok(Reply::json(config))
}
