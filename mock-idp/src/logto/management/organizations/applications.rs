//! Machine-to-machine applications in organizations.

use super::{
    super::{
        entity,
        pagination::{Page, optional_pages},
        route::{Routes, Visit},
    },
    changed, emptied, guard_kind, guard_there,
    members::brief,
    merge, named, roles, take_out, tell_of_change,
};
use crate::{
    logto::{
        ApiError,
        api::{created, no_content},
        model::{Application, ApplicationType, OrganizationRole, RoleType},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    let path = "/organizations/:id/applications";
    routes.get(path, list);
    routes.post(path, add);
    routes.put(path, replace);
    routes.post("/organizations/:id/applications/roles", add_to_many);
    routes.delete("/organizations/:id/applications/:applicationId", remove);
    let path = "/organizations/:id/applications/:applicationId/roles";
    routes.get(path, list_roles);
    routes.post(path, add_roles);
    routes.put(path, replace_roles);
    routes.delete(
        "/organizations/:id/applications/:applicationId/roles/:organizationRoleId",
        remove_role,
    );
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let request = &visit.call.request;
    let page = Page::of(request)?;
    let data = &visit.state.data;
    let asked = visit.query("q").map(str::to_lowercase);
    let applications = named(visit).map_or(&[][..], |organization| &organization.applications);
    let mut found: Vec<(&Application, &[String])> = applications
        .iter()
        .filter_map(|(id, roles)| Some((data.applications.get(id)?, roles.as_slice())))
        .filter(|(app, _)| {
            let name = app.name.to_lowercase();
            asked
                .as_ref()
                .is_none_or(|q| name.contains(q) || app.id.contains(q))
        })
        .collect();
    found.reverse();
    Ok(page.reply(request, found, |(app, ids)| {
        let mut members = entity::members(app);
        members.insert("organizationRoles".into(), brief(data, ids));
        members.into()
    }))
}

fn guard(visit: &Visit<'_>, ids: &[String]) -> Result<(), ApiError> {
    for id in ids {
        let app = visit.state.data.applications.get(id);
        let app = app.ok_or_else(entity::no_such_reference)?;
        if app.r#type != ApplicationType::MachineToMachine {
            return Err(entity::constraint_violated());
        }
    }
    Ok(())
}

fn associate(visit: &mut Visit<'_>, ids: &[String]) -> Result<(), ApiError> {
    let applications = &mut changed(visit)?.applications;
    for id in ids {
        if !applications.iter().any(|(known, _)| known == id) {
            applications.push((id.clone(), Vec::new()));
        }
    }
    Ok(())
}

fn ids_of(visit: &Visit<'_>) -> Result<Vec<String>, ApiError> {
    let applications = named(visit)?.applications.iter();
    Ok(applications.map(|(id, _)| id.clone()).collect())
}

fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("applicationIds"))?;
    guard_there(visit)?;
    guard(visit, &ids)?;
    let before = ids_of(visit)?;
    associate(visit, &ids)?;
    let after = ids_of(visit)?;
    tell_of_change(visit, "ApplicationIds", &before, &after);
    Ok(created())
}

fn replace(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.filled_strings("applicationIds"))?;
    guard_there(visit)?;
    guard(visit, &ids)?;
    let before = ids_of(visit)?;
    changed(visit)?
        .applications
        .retain(|(id, _)| ids.contains(id));
    associate(visit, &ids)?;
    let after = ids_of(visit)?;
    tell_of_change(visit, "ApplicationIds", &before, &after);
    Ok(no_content())
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let app = visit.param("applicationId").to_owned();
    let applications = &mut emptied(visit)?.applications;
    let at = applications.iter().position(|(id, _)| *id == app);
    applications.remove(at.ok_or_else(entity::not_found)?);
    tell_of_change(visit, "ApplicationIds", &[app], &[]);
    Ok(no_content())
}

/// 422: only what is in the organization can have roles in it.
fn not_associated() -> ApiError {
    ApiError::unprocessable("organization.require_membership")
}

fn role_ids<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Vec<String>, ApiError> {
    let app = visit.param("applicationId").to_owned();
    let organization = changed(visit).map_err(|_| not_associated())?;
    let mut applications = organization.applications.iter_mut();
    let found = applications.find(|(id, _)| *id == app);
    found.map(|(_, roles)| roles).ok_or_else(not_associated)
}

/// `organizationRoleIds`, at least one, all of them for applications.
fn read_roles(visit: &mut Visit<'_>) -> Result<Vec<String>, ApiError> {
    role_ids(visit)?;
    let ids = visit.call.body(|m| m.some_strings("organizationRoleIds"))?;
    guard_roles(visit, &ids)?;
    Ok(ids)
}

fn guard_roles(visit: &Visit<'_>, ids: &[String]) -> Result<(), ApiError> {
    let known = &visit.state.data.organization_roles;
    if !ids.iter().all(|id| known.contains(id)) {
        return Err(entity::no_such_reference());
    }
    guard_kind(visit, ids, RoleType::MachineToMachine)
}

fn list_roles(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = role_ids(visit)?.clone();
    let found: Vec<&OrganizationRole> = roles(&visit.state.data, &ids).collect();
    optional_pages(&visit.call.request, found, entity::json)
}

fn add_roles(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = read_roles(visit)?;
    merge(role_ids(visit)?, &ids);
    Ok(created())
}

fn replace_roles(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = read_roles(visit)?;
    *role_ids(visit)? = ids;
    Ok(no_content())
}

fn remove_role(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let role = visit.param("organizationRoleId").to_owned();
    take_out(role_ids(visit)?, &role)?;
    Ok(no_content())
}

fn add_to_many(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (apps, ids) = visit.call.body(|m| {
        let apps = m.some_strings("applicationIds");
        let ids = m.some_strings("organizationRoleIds");
        Some((apps?, ids?))
    })?;
    guard_there(visit)?;
    guard_roles(visit, &ids)?;
    let applications = &mut changed(visit)?.applications;
    let is_in = |app: &String| applications.iter().any(|(id, _)| id == app);
    if !apps.iter().all(is_in) {
        return Err(entity::no_such_reference());
    }
    for (id, roles) in applications {
        if apps.contains(id) {
            merge(roles, &ids);
        }
    }
    Ok(created())
}
