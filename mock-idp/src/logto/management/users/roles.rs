//! Roles of users.

use http::StatusCode;
use serde_json::json;

use super::{
    super::{
        entity,
        pagination::Page,
        roles::crud::{FIELDS, is_found},
        route::{Routes, Visit},
        search::Search,
    },
    changed, named,
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        model::{Role, RoleType},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/users/:userId/roles", list);
    routes.post("/users/:userId/roles", add);
    routes.put("/users/:userId/roles", replace);
    routes.delete("/users/:userId/roles/:roleId", remove);
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let user = named(visit)?;
    let search = Search::of(&visit.call.request, FIELDS)?;
    let roles: Vec<&Role> = user
        .role_ids
        .iter()
        .filter_map(|id| visit.state.data.roles.get(id))
        .filter(|role| role.r#type == RoleType::User && is_found(&search, role))
        .collect();
    Ok(page.reply(&visit.call.request, roles, entity::json))
}

/// 201 with all that were asked for, and those that are new.
fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let asked = visit.call.body(|m| m.filled_strings("roleIds"))?;
    let known = &named(visit)?.role_ids;
    let new: Vec<String> = asked
        .iter()
        .filter(|id| !known.contains(id))
        .cloned()
        .collect();
    guard(visit, &new)?;
    changed(visit, |user| user.role_ids.extend(new.iter().cloned()))?;
    let body = json!({"roleIds": asked, "addedRoleIds": new});
    Ok(Reply::new(StatusCode::CREATED, Body::Json(body)))
}

fn replace(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let asked = visit.call.body(|m| m.filled_strings("roleIds"))?;
    named(visit)?;
    guard(visit, &asked)?;
    changed(visit, |user| user.role_ids.clone_from(&asked))?;
    Ok(Reply::json(json!({ "roleIds": asked })))
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let role = visit.param("roleId").to_owned();
    let at = named(visit)?.role_ids.iter().position(|id| *id == role);
    let at = at.ok_or_else(entity::not_found)?;
    changed(visit, |user| user.role_ids.remove(at))?;
    Ok(no_content())
}

/// Roles for users only.
fn guard(visit: &Visit<'_>, ids: &[String]) -> Result<(), ApiError> {
    for id in ids {
        let role = visit.state.data.roles.get(id);
        let role = role.ok_or_else(|| entity::not_exists("roles", id))?;
        if role.r#type != RoleType::User {
            return Err(ApiError::unprocessable("user.invalid_role_type"));
        }
    }
    Ok(())
}
