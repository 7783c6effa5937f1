//! Roles of machine-to-machine applications, and the organizations that applications are in.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::{Page, optional_pages},
        roles::crud::{FIELDS, is_found},
        route::{Routes, Visit},
        search::Search,
    },
    TABLE, named,
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        model::{Application, ApplicationType, Role, RoleType},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/applications/:applicationId/roles", list);
    routes.post("/applications/:applicationId/roles", add);
    routes.put("/applications/:applicationId/roles", replace);
    routes.delete("/applications/:applicationId/roles/:roleId", remove);
    routes.get("/applications/:id/organizations", organizations);
}

/// The application that the path names; 404, or 422 when it is none that has roles.
fn machine<'a>(visit: &'a Visit<'_>) -> Result<&'a Application, ApiError> {
    let app = named(visit, "applicationId")?;
    if app.r#type == ApplicationType::MachineToMachine {
        Ok(app)
    } else {
        Err(ApiError::unprocessable("application.invalid_type"))
    }
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let app = machine(visit)?;
    let search = Search::of(&visit.call.request, FIELDS)?;
    let is_shown = |role: &&Role| {
        role.r#type == RoleType::MachineToMachine && !role.name.starts_with("#internal:")
    };
    let roles = app
        .role_ids
        .iter()
        .filter_map(|id| visit.state.data.roles.get(id))
        .filter(is_shown)
        .filter(|role| is_found(&search, role))
        .collect();
    Ok(page.reply(&visit.call.request, roles, entity::json))
}

/// 201 with all that were asked for, and those that are new.
fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let asked = read(visit)?;
    let known = &named(visit, "applicationId")?.role_ids;
    let new: Vec<String> = asked
        .iter()
        .filter(|id| !known.contains(id))
        .cloned()
        .collect();
    guard(visit, &new)?;
    let id = visit.param("applicationId").to_owned();
    if let Some(app) = visit.data().applications.get_mut(&id) {
        app.role_ids.extend(new.iter().cloned());
    }
    let body = json!({"roleIds": asked, "addedRoleIds": new});
    Ok(Reply::new(StatusCode::CREATED, Body::Json(body)))
}

fn replace(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let asked = read(visit)?;
    named(visit, "applicationId")?;
    guard(visit, &asked)?;
    let id = visit.param("applicationId").to_owned();
    let app = visit.data().applications.get_mut(&id);
    let app = app.ok_or_else(|| entity::not_exists(TABLE, &id))?;
    let has_new = asked.iter().any(|id| !app.role_ids.contains(id));
    app.role_ids.clone_from(&asked);
    if !has_new {
        // Logto takes roles away before it stumbles over having none to insert.
        return Err(entity::nothing_to_change());
    }
    Ok(Reply::json(json!({ "roleIds": asked })))
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    machine(visit)?;
    let (id, role) = (
        visit.param("applicationId").to_owned(),
        visit.param("roleId").to_owned(),
    );
    let app = visit.data().applications.get_mut(&id);
    let roles = app.map(|app| &mut app.role_ids);
    let at = roles
        .as_ref()
        .and_then(|ids| ids.iter().position(|r| *r == role));
    match (roles, at) {
        (Some(roles), Some(at)) => {
            roles.remove(at);
            Ok(no_content())
        }
        _ => Err(entity::not_found()),
    }
}

fn organizations(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = named(visit, "id")?.id.clone();
    let data = &visit.state.data;
    let found: Vec<Value> = data
        .organizations
        .iter()
        .filter_map(|organization| {
            let (_, roles) = organization
                .applications
                .iter()
                .find(|(app, _)| *app == id)?;
            let mut members = entity::members(organization);
            let roles = roles
                .iter()
                .filter_map(|id| data.organization_roles.get(id))
                .map(|role| json!({"id": role.id, "name": role.name}));
            members.insert("organizationRoles".into(), roles.collect());
            Some(members.into())
        })
        .collect();
    optional_pages(&visit.call.request, found, |found| found)
}

fn read(visit: &Visit<'_>) -> Result<Vec<String>, ApiError> {
    visit.call.body(|m| m.filled_strings("roleIds"))
}

/// Machine-to-machine roles on machine-to-machine applications only.
fn guard(visit: &Visit<'_>, ids: &[String]) -> Result<(), ApiError> {
    machine(visit)?;
    for id in ids {
        let role = visit.state.data.roles.get(id);
        let role = role.ok_or_else(|| entity::not_exists("roles", id))?;
        if role.r#type != RoleType::MachineToMachine {
            return Err(ApiError::unprocessable("application.invalid_role_type"));
        }
    }
    Ok(())
}
