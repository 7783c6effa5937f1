//! Who has a role: users and applications.

use super::{
    super::{
        entity,
        pagination::Page,
        route::{Routes, Visit},
    },
    named,
};
use crate::{
    logto::{
        ApiError,
        api::{created, no_content},
        model::{Application, ApplicationType, RoleType, User},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/roles/:id/users", users);
    routes.post("/roles/:id/users", add_users);
    routes.delete("/roles/:id/users/:userId", remove_user);
    routes.get("/roles/:id/applications", applications);
    routes.post("/roles/:id/applications", add_applications);
    routes.delete("/roles/:id/applications/:applicationId", remove_application);
}

fn users(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let role = &named(visit)?.id;
    let users = visit.state.data.users.iter().rev();
    let users = users.filter(|user| user.role_ids.contains(role)).collect();
    Ok(page.reply(&visit.call.request, users, User::to_api))
}

fn add_users(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("userIds"))?;
    let role = named(visit)?;
    if role.r#type != RoleType::User {
        return Err(ApiError::unprocessable("user.invalid_role_type"));
    }
    let role = role.id.clone();
    for id in &ids {
        let user = visit.state.data.users.get(id);
        let user = user.ok_or_else(entity::not_found)?;
        if user.role_ids.contains(&role) {
            return Err(ApiError::unprocessable("role.user_exists").with("userId", id));
        }
    }
    for id in &ids {
        let users = &mut visit.data().users;
        users.update(id, |user| user.role_ids.push(role.clone()));
    }
    Ok(created())
}

fn remove_user(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let role = named(visit)?.id.clone();
    let user = visit.param("userId").to_owned();
    let removed = visit.data().users.update(&user, |user| {
        let at = user.role_ids.iter().position(|id| *id == role)?;
        Some(user.role_ids.remove(at))
    });
    removed.flatten().ok_or_else(entity::not_found)?;
    Ok(no_content())
}

fn applications(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let role = &named(visit)?.id;
    let apps = visit.state.data.applications.iter().rev();
    let apps = apps.filter(|app| app.role_ids.contains(role)).collect();
    let show = |app: &Application| entity::json(app);
    Ok(page.reply(&visit.call.request, apps, show))
}

fn add_applications(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("applicationIds"))?;
    let role = named(visit)?;
    if role.r#type != RoleType::MachineToMachine {
        return Err(ApiError::unprocessable("application.invalid_role_type"));
    }
    let role = role.id.clone();
    for id in &ids {
        let app = visit.state.data.applications.get(id);
        let app = app.ok_or_else(|| entity::not_exists("applications", id))?;
        if app.r#type != ApplicationType::MachineToMachine {
            return Err(ApiError::unprocessable("application.invalid_type"));
        }
        if app.role_ids.contains(&role) {
            let error = ApiError::unprocessable("role.application_exists");
            return Err(error.with("applicationId", id));
        }
    }
    for id in &ids {
        if let Some(app) = visit.data().applications.get_mut(id) {
            app.role_ids.push(role.clone());
        }
    }
    Ok(created())
}

fn remove_application(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let role = named(visit)?.id.clone();
    let id = visit.param("applicationId").to_owned();
    let app = visit.data().applications.get_mut(&id);
    let ids = app
        .map(|app| &mut app.role_ids)
        .ok_or_else(entity::not_found)?;
    let at = ids.iter().position(|id| *id == role);
    ids.remove(at.ok_or_else(entity::not_found)?);
    Ok(no_content())
}
