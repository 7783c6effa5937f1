//! Personal access tokens: what a program exchanges for tokens of its user.

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
    logto::{ApiError, api::no_content},
    oidc::exchange::{Body, Reply},
};

/// How every token begins.
const PREFIX: &str = "pat_";

pub(super) fn routes(routes: &mut Routes) {
    let path = "/users/:userId/personal-access-tokens";
    routes.get(path, list);
    routes.post(path, create);
    routes.patch(path, rename_told);
    routes.post("/users/:userId/personal-access-tokens/delete", delete_told);
    routes.delete("/users/:userId/personal-access-tokens/:name", delete_named);
    routes.patch("/users/:userId/personal-access-tokens/:name", rename_named);
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let tokens = named(visit)?.personal_access_tokens.clone();
    Ok(Reply::json(tokens.into()))
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, expires_at) = visit.call.body(|m| {
        let name = m.sized("name", 1, 256);
        let at = m.nullish("expiresAt", |m, key| m.integer(key, i64::MIN, i64::MAX));
        Some((name?, at?.flatten()))
    })?;
    let user_id = named(visit)?.id.clone();
    if expires_at.is_some_and(|at| at <= visit.now.millis()) {
        return Err(entity::invalid_input(
            "The value of `expiresAt` must be in the future.",
        ));
    }
    guard_name(visit, &name)?;
    let token = json!({
        "tenantId": "default", "userId": user_id, "name": name,
        "value": format!("{PREFIX}{}", visit.state.ids.secret()),
        "createdAt": visit.now, "expiresAt": expires_at,
    });
    let kept = token.clone();
    changed(visit, |user| user.personal_access_tokens.push(kept))?;
    Ok(Reply::new(StatusCode::CREATED, Body::Json(token)))
}

fn guard_name(visit: &Visit<'_>, name: &str) -> Result<(), ApiError> {
    let tokens = &named(visit)?.personal_access_tokens;
    if tokens.iter().any(|token| token["name"] == name) {
        let code = "user.personal_access_token_name_exists";
        return Err(ApiError::unprocessable(code));
    }
    Ok(())
}

fn position(visit: &Visit<'_>, name: &str) -> Result<usize, ApiError> {
    let mut tokens = named(visit)?.personal_access_tokens.iter();
    let at = tokens.position(|token| token["name"] == name);
    at.ok_or_else(entity::not_found)
}

fn rename(visit: &mut Visit<'_>, old: &str, new: &str) -> Result<Reply, ApiError> {
    let at = position(visit, old).map_err(|_| entity::not_updated("personal_access_token"))?;
    if old != new {
        guard_name(visit, new)?;
    }
    let token = changed(visit, |user| {
        let token = user.personal_access_tokens.get_mut(at)?;
        token["name"] = new.into();
        Some(token.clone())
    })?;
    Ok(Reply::json(token.unwrap_or(Value::Null)))
}

fn rename_named(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let new = visit.call.body(|m| m.sized("name", 1, 256))?;
    let old = visit.param("name").to_owned();
    rename(visit, &old, &new)
}

fn rename_told(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (old, new) = visit.call.body(|m| {
        let old = m.string("currentName");
        let new = m.sized("name", 1, 256);
        Some((old?, new?))
    })?;
    rename(visit, &old, &new)
}

fn delete(visit: &mut Visit<'_>, name: &str) -> Result<Reply, ApiError> {
    let at = position(visit, name)?;
    changed(visit, |user| user.personal_access_tokens.remove(at))?;
    Ok(no_content())
}

fn delete_named(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let name = visit.param("name").to_owned();
    delete(visit, &name)
}

fn delete_told(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let name = visit.call.body(|m| m.string("name"))?;
    delete(visit, &name)
}
