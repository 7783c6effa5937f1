//! The refusals that all resources have in common, and names that are changed in steps.

use serde_json::{Map, Value, json};

use crate::logto::ApiError;

/// 404: no such thing, nothing more said.
pub(super) fn not_found() -> ApiError {
    ApiError::not_found("entity.not_found")
}

/// 404: no row of that id in Logto's table of that name.
pub(super) fn not_exists(table: &str, id: &str) -> ApiError {
    ApiError::not_found("entity.not_exists_with_id")
        .with("name", table)
        .with("id", id)
}

/// 404: a change of a row that is not there. Logto names the table in the singular here.
pub(super) fn not_updated(row: &str) -> ApiError {
    ApiError::not_found("entity.not_exists").with("name", row)
}

/// 422: what the database itself forbids.
pub(super) fn constraint_violated() -> ApiError {
    ApiError::unprocessable("entity.db_constraint_violated")
}

/// 422: a change without anything to change.
pub(super) fn nothing_to_change() -> ApiError {
    ApiError::unprocessable("entity.invalid_input")
}

/// 422: the database's column holds so many characters only.
pub(super) fn too_long(most: usize) -> ApiError {
    let message = format!("value too long for type character varying({most})");
    ApiError::unprocessable("entity.value_too_long").with_data(json!({ "message": message }))
}

/// 422: something of that name is there already.
pub(super) fn not_unique() -> ApiError {
    ApiError::unprocessable("entity.unique_integrity_violation")
}

/// 422: something that is referred to is not there.
pub(super) fn no_such_reference() -> ApiError {
    ApiError::unprocessable("entity.relation_foreign_key_not_found")
}

/// 400 `request.invalid_input` with a sentence.
pub(super) fn invalid_input(details: &str) -> ApiError {
    ApiError::bad_request("request.invalid_input").with("details", details)
}

/// The members of an entity as JSON.
pub(super) fn members(entity: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(entity) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// An entity as JSON.
pub(super) fn json(entity: &impl serde::Serialize) -> Value {
    Value::Object(members(entity))
}
