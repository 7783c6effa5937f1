//! `/.well-known/management.openapi.json`: the calls that are served, by path and method.

use serde_json::{Map, Value, json};

use super::router::all;
use crate::{
    logto::{ApiError, App, api::Call},
    oidc::exchange::Reply,
};

/// The document. Anybody may read it.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn show(_: &App, _: &Call) -> Result<Reply, ApiError> {
    let mut paths: Map<String, Value> = Map::new();
    for (method, path) in all().listed() {
        let steps = path.split('/').map(|step| match step.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None => step.to_owned(),
        });
        let name = format!("/api{}", steps.collect::<Vec<_>>().join("/"));
        let parameters: Vec<Value> = path
            .split('/')
            .filter_map(|step| step.strip_prefix(':'))
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        let operation = json!({
            "parameters": parameters,
            "responses": {"default": {"description": "See Logto's documentation."}},
        });
        let item = paths.entry(name).or_insert_with(|| json!({}));
        item[method.as_str().to_lowercase()] = operation;
    }
    Ok(Reply::json(json!({
        "openapi": "3.0.1",
        "info": {"title": "Logto API references", "version": "1.42.0"},
        "paths": paths,
    })))
}
