//! Organization roles.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    super::{
        pagination::Page,
        roles::crud::{TYPES, kind},
        route::{Routes, Visit},
    },
    entity,
    role_scopes::{guard_organization_scopes, guard_resource_scopes},
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        model::{Data, OrganizationRole, RoleType},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/organization-roles", list);
    routes.post("/organization-roles", create);
    routes.get("/organization-roles/:id", show);
    routes.patch("/organization-roles/:id", change);
    routes.delete("/organization-roles/:id", delete);
}

/// By name, with their scopes in brief.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let asked = visit.query("q").map(str::to_lowercase);
    let data = &visit.state.data;
    let mut found: Vec<&OrganizationRole> = data
        .organization_roles
        .iter()
        .filter(|role| {
            let name = role.name.to_lowercase();
            asked
                .as_ref()
                .is_none_or(|q| name.contains(q) || role.id.contains(q))
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let show = |role: &OrganizationRole| with_scopes(data, role);
    Ok(page.reply(&visit.call.request, found, show))
}

fn with_scopes(data: &Data, role: &OrganizationRole) -> Value {
    let mut members = entity::members(role);
    let scopes = role
        .scope_ids
        .iter()
        .filter_map(|id| data.organization_scopes.get(id))
        .map(|scope| json!({"id": scope.id, "name": scope.name}));
    members.insert("scopes".into(), scopes.collect());
    let of_resource = |id: &String| {
        data.resources.iter().find_map(|resource| {
            let scope = resource.scopes.iter().find(|scope| scope.id == *id)?;
            let resource = json!({"id": resource.id, "name": resource.name});
            Some(json!({"id": scope.id, "name": scope.name, "resource": resource}))
        })
    };
    let scopes = role.resource_scope_ids.iter().filter_map(of_resource);
    members.insert("resourceScopes".into(), scopes.collect());
    members.into()
}

fn guard_name(visit: &Visit<'_>, name: &str, own_id: Option<&str>) -> Result<(), ApiError> {
    let mut roles = visit.state.data.organization_roles.iter();
    if roles.any(|role| role.name == name && Some(role.id.as_str()) != own_id) {
        return Err(entity::not_unique());
    }
    Ok(())
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description, kind, scopes, resource_scopes) = visit.call.body(|m| {
        let name = m.sized("name", 1, 128);
        let description = m.nullish("description", |m, key| m.sized(key, 0, 256));
        let kind = m.optional("type", |m, key| m.choice(key, TYPES).map(kind));
        let scopes = m.optional(
            "organizationScopeIds",
            crate::logto::api::guard::Members::strings,
        );
        let resource_scopes = m.optional(
            "resourceScopeIds",
            crate::logto::api::guard::Members::strings,
        );
        Some((
            name?,
            description?.flatten(),
            kind?,
            scopes?.unwrap_or_default(),
            resource_scopes?.unwrap_or_default(),
        ))
    })?;
    guard_name(visit, &name, None)?;
    guard_organization_scopes(&visit.state.data, &scopes)?;
    guard_resource_scopes(&visit.state.data, &resource_scopes)?;
    let id = visit.state.ids.long();
    let role = OrganizationRole {
        tenant_id: "default",
        id: id.clone(),
        name,
        description,
        r#type: kind.unwrap_or(RoleType::User),
        scope_ids: scopes,
        resource_scope_ids: resource_scopes,
    };
    let shown = entity::json(&role);
    let has_scopes = !(role.scope_ids.is_empty() && role.resource_scope_ids.is_empty());
    if has_scopes {
        let members = json!({ "organizationRoleId": id });
        visit.tell("OrganizationRole.Scopes.Updated", members);
    }
    visit.data().organization_roles.insert(id, role);
    Ok(Reply::new(StatusCode::CREATED, Body::Json(shown)))
}

/// The role that the path names, to change it; 404.
pub(super) fn changed<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut OrganizationRole, ApiError> {
    let id = visit.param("id").to_owned();
    let found = visit.data().organization_roles.get_mut(&id);
    found.ok_or_else(entity::not_found)
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(entity::json(changed(visit)?)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description, kind) = visit.call.body(|m| {
        let name = m.optional("name", |m, key| m.sized(key, 1, 128));
        let description = m.nullish("description", |m, key| m.sized(key, 0, 256));
        let kind = m.optional("type", |m, key| m.choice(key, TYPES).map(kind));
        Some((name?, description?, kind?))
    })?;
    if name.is_none() && description.is_none() && kind.is_none() {
        return Err(entity::nothing_to_change());
    }
    let not_updated = |_| entity::not_updated("organization_role");
    let id = changed(visit).map_err(not_updated)?.id.clone();
    if let Some(name) = &name {
        guard_name(visit, name, Some(&id))?;
    }
    let role = changed(visit)?;
    if let Some(name) = name {
        role.name = name;
    }
    if let Some(description) = description {
        role.description = description;
    }
    if let Some(kind) = kind {
        role.r#type = kind;
    }
    Ok(Reply::json(entity::json(role)))
}

/// Nobody has it any more.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = changed(visit)?.id.clone();
    let data = visit.data();
    data.organization_roles.remove(&id);
    for organization in data.organizations.iter_mut() {
        let of_users = organization.members.iter_mut().map(|m| &mut m.role_ids);
        let of_apps = organization.applications.iter_mut().map(|(_, ids)| ids);
        let of_jit = std::iter::once(&mut organization.jit.role_ids);
        for ids in of_users.chain(of_apps).chain(of_jit) {
            ids.retain(|role| *role != id);
        }
    }
    Ok(no_content())
}
