//! Descriptions of the public APIs (`OpenAPI` 3.0.1): which calls there are. Bodies are not described.

use serde_json::{Map, Value, json};

use crate::{
    logto::{
        ApiError, App,
        api::Call,
        experience::api::router::{Verb, paths},
    },
    oidc::exchange::Reply,
};

/// `GET /api/.well-known/experience.openapi.json`.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn experience(_: &App, _: &Call) -> Result<Reply, ApiError> {
    let mut described = Map::new();
    for (verb, path) in paths() {
        let verb = match verb {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
        };
        described.insert(format!("/api{path}"), json!({ verb: operation(&path) }));
    }
    Ok(Reply::json(json!({
        "openapi": "3.0.1",
        "info": {"title": "Logto experience API references", "version": "1.42.0"},
        "paths": described,
        "tags": [{"name": "Experience"}],
    })))
}

fn operation(path: &str) -> Value {
    let parameters: Vec<Value> = path
        .split('/')
        .filter_map(|step| step.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
        })
        .collect();
    json!({
        "tags": ["Experience"],
        "parameters": parameters,
        "responses": {"default": {"description": "as Logto answers"}},
    })
}
