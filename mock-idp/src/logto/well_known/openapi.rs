//! Descriptions of the public APIs (`OpenAPI` 3.0.1): which calls there are. Bodies are not described.

use serde_json::{Map, Value, json};

use crate::{
    logto::{
        ApiError, App, account,
        api::Call,
        experience::api::router::{Verb, paths},
    },
    oidc::exchange::Reply,
};

/// `GET /api/.well-known/experience.openapi.json`.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn experience(_: &App, _: &Call) -> Result<Reply, ApiError> {
    let calls = paths().map(|(verb, path)| {
        let verb = match verb {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
        };
        (verb.to_owned(), format!("/api{path}"))
    });
    Ok(document(
        "Experience",
        "Logto experience API references",
        calls,
    ))
}

/// `GET /api/.well-known/user.openapi.json`: the Account API.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn user(_: &App, _: &Call) -> Result<Reply, ApiError> {
    let calls = account::paths().into_iter();
    let calls = calls.map(|(method, path)| (method.as_str().to_lowercase(), path));
    Ok(document("User", "Logto user API references", calls))
}

fn document(tag: &str, title: &str, calls: impl Iterator<Item = (String, String)>) -> Reply {
    let mut described = Map::new();
    for (verb, path) in calls {
        let operation = operation(&path, tag);
        let item = described.entry(path).or_insert_with(|| json!({}));
        item[verb] = operation;
    }
    Reply::json(json!({
        "openapi": "3.0.1",
        "info": {"title": title, "version": "1.42.0"},
        "paths": described,
        "tags": [{"name": tag}],
    }))
}

fn operation(path: &str, tag: &str) -> Value {
    let parameters: Vec<Value> = path
        .split('/')
        .filter_map(|step| step.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
        })
        .collect();
    json!({
        "tags": [tag],
        "parameters": parameters,
        "responses": {"default": {"description": "as Logto answers"}},
    })
}
