//! Organization scopes.

use http::StatusCode;

use super::{
    super::{
        pagination::optional_pages,
        route::{Routes, Visit},
    },
    entity,
};
use crate::{
    logto::{ApiError, api::no_content, model::OrganizationScope},
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/organization-scopes", list);
    routes.post("/organization-scopes", create);
    routes.get("/organization-scopes/:id", show);
    routes.patch("/organization-scopes/:id", change);
    routes.delete("/organization-scopes/:id", delete);
}

/// By name.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let asked = visit.query("q").map(str::to_lowercase);
    let scopes = visit.state.data.organization_scopes.iter();
    let mut found: Vec<&OrganizationScope> = scopes
        .filter(|scope| {
            let name = scope.name.to_lowercase();
            asked
                .as_ref()
                .is_none_or(|q| name.contains(q) || scope.id.contains(q))
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    optional_pages(&visit.call.request, found, entity::json)
}

fn guard_name(visit: &Visit<'_>, name: &str, own_id: Option<&str>) -> Result<(), ApiError> {
    let mut scopes = visit.state.data.organization_scopes.iter();
    if scopes.any(|scope| scope.name == name && Some(scope.id.as_str()) != own_id) {
        return Err(entity::not_unique());
    }
    Ok(())
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description) = visit.call.body(|m| {
        let name = m.sized("name", 1, 128);
        let description = m.nullish("description", |m, key| m.sized(key, 0, 256));
        Some((name?, description?.flatten()))
    })?;
    guard_name(visit, &name, None)?;
    let id = visit.state.ids.long();
    let scope = OrganizationScope {
        tenant_id: "default",
        id: id.clone(),
        name,
        description,
    };
    let shown = entity::json(&scope);
    visit.data().organization_scopes.insert(id, scope);
    Ok(Reply::new(StatusCode::CREATED, Body::Json(shown)))
}

fn changed<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut OrganizationScope, ApiError> {
    let id = visit.param("id").to_owned();
    let found = visit.data().organization_scopes.get_mut(&id);
    found.ok_or_else(entity::not_found)
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("id").to_owned();
    let missing = |_| entity::not_exists("organization_scopes", &id);
    Ok(Reply::json(entity::json(changed(visit).map_err(missing)?)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description) = visit.call.body(|m| {
        let name = m.optional("name", |m, key| m.sized(key, 1, 128));
        let description = m.nullish("description", |m, key| m.sized(key, 0, 256));
        Some((name?, description?))
    })?;
    if name.is_none() && description.is_none() {
        return Err(entity::nothing_to_change());
    }
    let not_updated = |_| entity::not_updated("organization_scope");
    let id = changed(visit).map_err(not_updated)?.id.clone();
    if let Some(name) = &name {
        guard_name(visit, name, Some(&id))?;
    }
    let scope = changed(visit)?;
    if let Some(name) = name {
        scope.name = name;
    }
    if let Some(description) = description {
        scope.description = description;
    }
    Ok(Reply::json(entity::json(scope)))
}

/// No role has it any more.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = changed(visit)?.id.clone();
    let data = visit.data();
    data.organization_scopes.remove(&id);
    for role in data.organization_roles.iter_mut() {
        role.scope_ids.retain(|scope| *scope != id);
    }
    for app in data.applications.iter_mut() {
        let consents = &mut app.user_consent.organization_scopes;
        consents.retain(|scope| *scope != id);
    }
    Ok(no_content())
}
