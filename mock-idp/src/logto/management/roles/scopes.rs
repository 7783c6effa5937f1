//! The resource scopes of roles.

use http::StatusCode;
use serde_json::Value;

use super::{
    super::{
        entity,
        pagination::optional_pages,
        route::{Routes, Visit},
        search::{Field, Search},
    },
    changed, guard_scopes, named,
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        model::{Data, ResourceScope},
    },
    oidc::exchange::{Body, Reply},
};

const FIELDS: &[Field] = &[
    ("id", "id"),
    ("name", "name"),
    ("description", "description"),
];

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/roles/:id/scopes", list);
    routes.post("/roles/:id/scopes", add);
    routes.delete("/roles/:id/scopes/:scopeId", remove);
}

/// Scopes by their ids, those that are searched for, each with its resource.
fn with_resources(data: &Data, ids: &[String], search: &Search) -> Vec<Value> {
    let is_wanted = |scope: &ResourceScope| {
        search.accepts(FIELDS, |field| match field {
            "id" => Some(&scope.id),
            "name" => Some(&scope.name),
            _ => scope.description.as_deref(),
        })
    };
    let of_resource = |id: &String| {
        data.resources.iter().find_map(|resource| {
            let mut scopes = resource.scopes.iter();
            let scope = scopes.find(|scope| scope.id == *id && is_wanted(scope))?;
            let mut members = entity::members(scope);
            members.insert("resource".into(), entity::json(resource));
            Some(members.into())
        })
    };
    ids.iter().filter_map(of_resource).collect()
}

/// Scopes by their ids, alone.
pub(in super::super) fn alone(data: &Data, ids: &[String]) -> Vec<Value> {
    let scopes = || data.resources.iter().flat_map(|resource| &resource.scopes);
    ids.iter()
        .filter_map(|id| scopes().find(|scope| scope.id == *id))
        .map(entity::json)
        .collect()
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = &named(visit)?.scope_ids;
    let search = Search::of(&visit.call.request, FIELDS)?;
    let scopes = with_resources(&visit.state.data, ids, &search);
    optional_pages(&visit.call.request, scopes, |scope| scope)
}

/// 201 with all scopes that the role has now.
fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("scopeIds"))?;
    let role = named(visit)?;
    if let Some(id) = ids.iter().find(|id| role.scope_ids.contains(id)) {
        return Err(ApiError::unprocessable("role.scope_exists").with("scopeId", id));
    }
    guard_scopes(visit, role.r#type, &ids)?;
    let role = changed(visit)?;
    role.scope_ids.extend(ids);
    let ids = role.scope_ids.clone();
    let shown = alone(visit.data(), &ids);
    Ok(Reply::new(StatusCode::CREATED, Body::Json(shown.into())))
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let scope = visit.param("scopeId").to_owned();
    let ids = &mut changed(visit)?.scope_ids;
    let at = ids.iter().position(|id| *id == scope);
    ids.remove(at.ok_or_else(entity::not_found)?);
    Ok(no_content())
}
