//! Scripts that add claims to access tokens. They are kept and shown; the mock does not run JavaScript.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    super::route::{Routes, Visit},
    entity,
};
use crate::{
    logto::{
        ApiError,
        api::{
            Members, Said,
            guard::{self, Part},
            no_content,
        },
    },
    oidc::exchange::{Body, Reply},
};

/// Paths of the two customizers, and the keys of their settings.
const KINDS: &[(&str, &str)] = &[
    ("access-token", "jwt.accessToken"),
    ("client-credentials", "jwt.clientCredentials"),
];

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/configs/jwt-customizer", list);
    let path = "/configs/jwt-customizer/:tokenTypePath";
    routes.get(path, show);
    routes.put(path, put);
    routes.patch(path, change);
    routes.delete(path, delete);
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let configs = &visit.state.data.configs;
    let found: Vec<Value> = KINDS
        .iter()
        .filter_map(|(_, key)| {
            configs
                .get(*key)
                .map(|value| json!({"key": key, "value": value}))
        })
        .collect();
    Ok(Reply::json(found.into()))
}

/// The key of the customizer that the path names; 400.
fn key(visit: &Visit<'_>) -> Result<&'static str, ApiError> {
    let params = json!({"tokenTypePath": visit.param("tokenTypePath")});
    let names = &["access-token", "client-credentials"];
    let name = guard::read(Part::Params, &params, |m| m.choice("tokenTypePath", names))?;
    let found = KINDS.iter().find(|(path, _)| *path == name);
    Ok(found.map_or("", |(_, key)| *key))
}

fn missing(key: &str) -> ApiError {
    entity::not_exists("logto_config", key)
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let key = key(visit)?;
    let config = visit.state.data.configs.get(key);
    config.cloned().map(Reply::json).ok_or_else(|| missing(key))
}

/// What may be said; nothing where it is not said.
fn read(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Said::default();
    said.put("script", m.optional("script", Members::string));
    let name = "environmentVariables";
    said.put(name, m.optional(name, Members::object_of_texts));
    for name in ["contextSample", "tokenSample"] {
        said.put(name, m.optional(name, Members::anything));
    }
    let name = "blockIssuanceOnError";
    said.put(name, m.optional(name, Members::boolean));
    Some(said.members())
}

/// 201 the first time.
fn put(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let key = key(visit)?;
    let said = visit.call.body(|m| {
        if !m.has("script") {
            m.string("script");
        }
        read(m)
    })?;
    let body = Value::Object(said);
    let before = visit.data().configs.insert(key.into(), body.clone());
    let status = match before {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    };
    Ok(Reply::new(status, Body::Json(body)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let key = key(visit)?;
    let said = visit.call.body(read)?;
    let config = visit.data().configs.get_mut(key);
    let config = config.ok_or_else(|| missing(key))?;
    if let Value::Object(config) = config {
        config.extend(said);
    }
    Ok(Reply::json(config.clone()))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let key = key(visit)?;
    let removed = visit.data().configs.shift_remove(key);
    removed.ok_or_else(entity::not_found)?;
    Ok(no_content())
}
