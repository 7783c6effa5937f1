//! The organization roles of members.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::optional_pages,
        route::{Routes, Visit},
    },
    changed, guard_kind, guard_there, merge, named, read_roles, roles, take_out,
};
use crate::{
    logto::{
        ApiError,
        api::{created, no_content},
        model::{OrganizationRole, RoleType, organization::Member},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/organizations/:id/users/roles", add_to_many);
    let path = "/organizations/:id/users/:userId/roles";
    routes.get(path, list);
    routes.post(path, add);
    routes.put(path, replace);
    routes.delete(
        "/organizations/:id/users/:userId/roles/:organizationRoleId",
        remove,
    );
    routes.get("/organizations/:id/users/:userId/scopes", scopes);
}

fn require_membership() -> ApiError {
    ApiError::unprocessable("organization.require_membership")
}

fn member<'a>(visit: &'a Visit<'_>) -> Result<&'a Member, ApiError> {
    let user = visit.param("userId");
    let mut members = named(visit)
        .map_err(|_| require_membership())?
        .members
        .iter();
    let found = members.find(|member| member.user_id == user);
    found.ok_or_else(require_membership)
}

fn changed_member<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Member, ApiError> {
    let user = visit.param("userId").to_owned();
    let mut members = changed(visit)
        .map_err(|_| require_membership())?
        .members
        .iter_mut();
    let found = members.find(|member| member.user_id == user);
    found.ok_or_else(require_membership)
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = &member(visit)?.role_ids;
    let found: Vec<&OrganizationRole> = roles(&visit.state.data, ids).collect();
    optional_pages(&visit.call.request, found, entity::json)
}

fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    member(visit)?;
    let ids = read_roles(visit)?;
    guard_kind(visit, &ids, RoleType::User)?;
    merge(&mut changed_member(visit)?.role_ids, &ids);
    let body = Body::Json(json!({ "organizationRoleIds": ids }));
    Ok(Reply::new(StatusCode::CREATED, body))
}

fn replace(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    member(visit)?;
    let ids = read_roles(visit)?;
    guard_kind(visit, &ids, RoleType::User)?;
    changed_member(visit)?.role_ids = ids;
    Ok(no_content())
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let role = visit.param("organizationRoleId").to_owned();
    take_out(&mut changed_member(visit)?.role_ids, &role)?;
    Ok(no_content())
}

/// The organization scopes that the member's roles bring; none for somebody who is no member.
fn scopes(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let data = &visit.state.data;
    let mut ids: Vec<&String> = Vec::new();
    let role_ids = member(visit).map_or(&[][..], |member| &member.role_ids);
    for role in roles(data, role_ids) {
        for id in &role.scope_ids {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let scopes = ids
        .into_iter()
        .filter_map(|id| data.organization_scopes.get(id));
    Ok(Reply::json(scopes.map(entity::json).collect::<Value>()))
}

fn add_to_many(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (users, ids) = visit.call.body(|m| {
        let users = m.some_strings("userIds");
        let ids = m.some_strings("organizationRoleIds");
        Some((users?, ids?))
    })?;
    let known = &visit.state.data.organization_roles;
    guard_there(visit)?;
    let members = &named(visit)?.members;
    let is_member = |user: &String| members.iter().any(|member| member.user_id == *user);
    if !users.iter().all(is_member) || !ids.iter().all(|id| known.contains(id)) {
        return Err(entity::no_such_reference());
    }
    guard_kind(visit, &ids, RoleType::User)?;
    for member in &mut changed(visit)?.members {
        if users.contains(&member.user_id) {
            merge(&mut member.role_ids, &ids);
        }
    }
    Ok(created())
}
