//! Scopes of resources.

use http::StatusCode;

use super::{
    super::{
        entity,
        pagination::Page,
        route::{Routes, Visit},
        search::{Field, Search},
    },
    changed,
};
use crate::{
    logto::{
        ApiError,
        api::{Members, no_content},
        model::{Data, Resource, ResourceScope, seeded::MANAGEMENT_API},
    },
    oidc::exchange::{Body, Reply},
};

const FIELDS: &[Field] = &[
    ("id", "id"),
    ("name", "name"),
    ("description", "description"),
];

pub(super) fn routes(routes: &mut Routes) {
    let (all, one) = (
        "/resources/:resourceId/scopes",
        "/resources/:resourceId/scopes/:scopeId",
    );
    routes.get(all, list);
    routes.post(all, create);
    routes.patch(one, change);
    routes.delete(one, delete);
}

/// Oldest first, always in pages. A resource that is not there has none.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let call = visit.call;
    let page = Page::of(&call.request)?;
    let search = Search::of(&call.request, FIELDS)?;
    let resource = visit.state.data.resources.get(call.param("resourceId"));
    let scopes = resource.into_iter().flat_map(|resource| &resource.scopes);
    let scopes = scopes.filter(|scope| {
        search.accepts(FIELDS, |field| match field {
            "id" => Some(&scope.id),
            "name" => Some(&scope.name),
            _ => scope.description.as_deref(),
        })
    });
    Ok(page.reply(&call.request, scopes.collect(), entity::json))
}

fn name(m: &mut Members<'_>, key: &str) -> Option<String> {
    m.filled(key)
}

fn guard_name(name: &str) -> Result<(), ApiError> {
    if name.contains(char::is_whitespace) {
        return Err(ApiError::bad_request("scope.name_with_space"));
    }
    Ok(())
}

fn guard_unique(resource: &Resource, name: &str, own_id: Option<&str>) -> Result<(), ApiError> {
    let mut scopes = resource.scopes.iter();
    if scopes.any(|scope| scope.name == name && Some(scope.id.as_str()) != own_id) {
        return Err(ApiError::unprocessable("scope.name_exists").with("name", name));
    }
    Ok(())
}

fn guard_own(resource: &Resource) -> Result<(), ApiError> {
    if resource.indicator == MANAGEMENT_API {
        let code = "resource.cannot_modify_management_api";
        return Err(ApiError::bad_request(code));
    }
    Ok(())
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description) = visit.call.body(|m| {
        let name = name(m, "name");
        let description = m.nullish("description", crate::logto::api::guard::Members::string);
        Some((name?, description?.flatten()))
    })?;
    let (id, now) = (visit.state.ids.long(), visit.now);
    guard_name(&name)?;
    let resource = changed(visit, "resourceId")?;
    guard_own(resource)?;
    guard_unique(resource, &name, None)?;
    let scope = ResourceScope {
        tenant_id: "default",
        id,
        resource_id: resource.id.clone(),
        name,
        description,
        created_at: now,
    };
    let shown = entity::json(&scope);
    resource.scopes.push(scope);
    Ok(Reply::new(StatusCode::CREATED, Body::Json(shown)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description) = visit.call.body(|m| {
        let name = m.optional("name", name);
        let description = m.nullish("description", crate::logto::api::guard::Members::string);
        Some((name?, description?))
    })?;
    let id = visit.param("scopeId").to_owned();
    let resource = changed(visit, "resourceId")?;
    guard_own(resource)?;
    if let Some(name) = &name {
        guard_name(name)?;
        guard_unique(resource, name, Some(&id))?;
    }
    let mut scopes = resource.scopes.iter_mut();
    let scope = scopes.find(|scope| scope.id == id);
    if name.is_none() && description.is_none() {
        return Err(entity::nothing_to_change());
    }
    let scope = scope.ok_or_else(|| entity::not_updated("scope"))?;
    if let Some(name) = name {
        scope.name = name;
    }
    if let Some(description) = description {
        scope.description = description;
    }
    Ok(Reply::json(entity::json(scope)))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("scopeId").to_owned();
    let resource = changed(visit, "resourceId")?;
    guard_own(resource)?;
    let at = resource.scopes.iter().position(|scope| scope.id == id);
    let at = at.ok_or_else(entity::not_found)?;
    resource.scopes.remove(at);
    forget(visit.data(), &id);
    Ok(no_content())
}

/// Takes a scope out of whatever refers to it.
pub(super) fn forget(data: &mut Data, scope_id: &str) {
    for role in data.roles.iter_mut() {
        role.scope_ids.retain(|id| id != scope_id);
    }
    for role in data.organization_roles.iter_mut() {
        role.resource_scope_ids.retain(|id| id != scope_id);
    }
    for app in data.applications.iter_mut() {
        let consent = &mut app.user_consent;
        consent.resource_scopes.retain(|id| id != scope_id);
        consent
            .organization_resource_scopes
            .retain(|id| id != scope_id);
    }
}
