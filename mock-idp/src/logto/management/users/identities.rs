//! Identities of users at other providers.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    super::{
        entity,
        route::{Routes, Visit},
    },
    changed, named,
};
use crate::{
    logto::{
        ApiError,
        connectors::social_connector,
        model::{Identity, User},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/users/:userId/all-identities", all);
    routes.get("/users/:userId/identities/:target", show);
    routes.put("/users/:userId/identities/:target", put);
    routes.post("/users/:userId/identities", link);
    routes.delete("/users/:userId/identities/:target", remove);
    routes.get("/users/:userId/sso-identities/:ssoConnectorId", show_sso);
}

/// The social identities and the enterprise ones.
pub(in super::super::super) fn shown(user: &User) -> Value {
    let social: Vec<Value> = user
        .identities
        .iter()
        .map(|(target, identity)| json!({"target": target, "identity": identity}))
        .collect();
    let sso: Vec<Value> = user
        .sso_identities
        .iter()
        .map(|identity| {
            json!({"ssoConnectorId": identity.sso_connector_id, "ssoIdentity": identity})
        })
        .collect();
    json!({"socialIdentities": social, "ssoIdentities": sso})
}

fn all(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(shown(named(visit)?)))
}

fn missing() -> ApiError {
    ApiError::not_found("user.identity_not_exist")
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let identity = named(visit)?.identities.get(visit.param("target"));
    let identity = identity.ok_or_else(missing)?;
    Ok(Reply::json(json!({ "identity": identity })))
}

fn show_sso(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let connector = visit.param("ssoConnectorId");
    let mut identities = named(visit)?.sso_identities.iter();
    let identity = identities.find(|identity| identity.sso_connector_id == connector);
    let identity = identity.ok_or_else(entity::not_found)?;
    Ok(Reply::json(json!({ "ssoIdentity": identity })))
}

/// 201 the first time; answers all identities.
fn put(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let identity = visit.call.body(|m| {
        let user_id = m.string("userId");
        let details = m.optional("details", crate::logto::api::guard::Members::anything);
        Some(Identity {
            user_id: user_id?,
            details: details?,
        })
    })?;
    let target = visit.param("target").to_owned();
    let user = named(visit)?;
    let is_new = !user.identities.contains_key(&target);
    let owner = visit
        .state
        .data
        .user_by_identity(&target, &identity.user_id);
    if owner.is_some_and(|owner| owner.id != user.id) {
        return Err(ApiError::unprocessable("user.identity_already_in_use"));
    }
    let identities = changed(visit, |user| {
        user.identities.insert(target, identity);
        entity::json(&user.identities)
    })?;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(Reply::new(status, Body::Json(identities)))
}

/// Linking through a connector needs the browser's session where the connector keeps something in it, which
/// there is none of here: all connectors of the mock refuse.
fn link(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.call.body(|m| {
        let id = m.string("connectorId");
        let data = m.anything("connectorData");
        data.and(id)
    })?;
    named(visit)?;
    social_connector(&visit.state.data, &id)?;
    let code = "connector.not_implemented";
    Err(ApiError::new(StatusCode::NOT_IMPLEMENTED, code))
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let target = visit.param("target").to_owned();
    if !named(visit)?.identities.contains_key(&target) {
        return Err(missing());
    }
    let shown = changed(visit, |user| {
        user.identities.shift_remove(&target);
        user.to_api()
    })?;
    Ok(Reply::json(shown))
}
