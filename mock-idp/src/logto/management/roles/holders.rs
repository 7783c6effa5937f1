//! Who has a role: users and applications.

use super::{
    super::{
        entity,
        pagination::Page,
        route::{Routes, Visit},
        search::{Field, Search},
        users::list::{FIELDS, value},
    },
    named,
};
use crate::{
    logto::{
        ApiError,
        api::{created, no_content},
        model::{Application, RoleType, User},
    },
    oidc::exchange::Reply,
};

const OF_APPLICATIONS: &[Field] = &[
    ("id", "id"),
    ("name", "name"),
    ("description", "description"),
];

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
    let search = Search::of(&visit.call.request, FIELDS)?;
    let users = visit.state.data.users.iter().rev();
    let users = users
        .filter(|user| user.role_ids.contains(role))
        .filter(|user| search.accepts(FIELDS, |field| value(user, field)))
        .collect();
    Ok(page.reply(&visit.call.request, users, User::to_api))
}

fn add_users(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("userIds"))?;
    let (role, kind) = (named(visit)?.id.clone(), named(visit)?.r#type);
    let users = &visit.state.data.users;
    let has = |id: &String| users.get(id).is_some_and(|u| u.role_ids.contains(&role));
    if let Some(id) = ids.iter().find(|id| has(id)) {
        return Err(ApiError::unprocessable("role.user_exists").with("userId", id));
    }
    if !ids.iter().all(|id| users.contains(id)) {
        return Err(entity::not_found());
    }
    if kind != RoleType::User {
        return Err(entity::constraint_violated());
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
    let search = Search::of(&visit.call.request, OF_APPLICATIONS)?;
    let apps = visit.state.data.applications.iter().rev();
    let apps = apps
        .filter(|app| app.role_ids.contains(role))
        .filter(|app| {
            search.accepts(OF_APPLICATIONS, |field| match field {
                "id" => Some(&app.id),
                "name" => Some(&app.name),
                _ => app.description.as_deref(),
            })
        })
        .collect();
    let show = |app: &Application| entity::json(app);
    Ok(page.reply(&visit.call.request, apps, show))
}

fn add_applications(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("applicationIds"))?;
    let (role, kind) = (named(visit)?.id.clone(), named(visit)?.r#type);
    let apps = &visit.state.data.applications;
    let has = |id: &String| apps.get(id).is_some_and(|app| app.role_ids.contains(&role));
    if ids.iter().any(has) {
        // Logto fills in another name than the text has, so its placeholder stays.
        return Err(ApiError::unprocessable("role.application_exists"));
    }
    if let Some(id) = ids.iter().find(|id| !apps.contains(id)) {
        return Err(entity::not_exists("applications", id));
    }
    if kind != RoleType::MachineToMachine {
        return Err(entity::constraint_violated());
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
