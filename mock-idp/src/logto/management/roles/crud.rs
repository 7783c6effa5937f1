//! Making, reading, changing and deleting roles.

use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::Page,
        route::{Routes, Visit},
        search::{Field, Search},
    },
    INTERNAL, changed, guard_scopes, internal, named,
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        model::{Data, Role, RoleType},
    },
    oidc::exchange::Reply,
};

/// What roles are searched by.
pub(in super::super) const FIELDS: &[Field] = &[
    ("id", "id"),
    ("name", "name"),
    ("description", "description"),
];
/// How many holders a list shows of each role.
const FEATURED: usize = 3;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/roles", list);
    routes.post("/roles", create);
    routes.get("/roles/:id", show);
    routes.patch("/roles/:id", change);
    routes.delete("/roles/:id", delete);
}

/// The kind of a name.
pub(in super::super) fn kind(name: &str) -> RoleType {
    if name == "MachineToMachine" {
        RoleType::MachineToMachine
    } else {
        RoleType::User
    }
}

/// Names of the kinds.
pub(in super::super) const TYPES: &[&str] = &["User", "MachineToMachine"];

/// With some of those who have each.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let request = &visit.call.request;
    let page = Page::of(request)?;
    let search = Search::of(request, FIELDS)?;
    let wanted = visit
        .call
        .query(|m| m.optional("type", |m, key| m.choice(key, TYPES)))?;
    let data = &visit.state.data;
    let of_user = visit
        .query("excludeUserId")
        .and_then(|id| data.users.get(id));
    let of_app = visit
        .query("excludeApplicationId")
        .and_then(|id| data.applications.get(id));
    let roles = data.roles.iter().filter(|role| {
        let same = |ids: &'_ [String]| ids.contains(&role.id);
        !role.name.starts_with(INTERNAL)
            && wanted.is_none_or(|wanted| kind(wanted) == role.r#type)
            && of_user.is_none_or(|user| !same(&user.role_ids))
            && of_app.is_none_or(|app| !same(&app.role_ids))
            && is_found(&search, role)
    });
    Ok(page.reply(request, roles.collect(), |role| featured(data, role)))
}

/// Whether a role is among what is searched for.
pub(in super::super) fn is_found(search: &Search, role: &Role) -> bool {
    search.accepts(FIELDS, |field| match field {
        "id" => Some(&role.id),
        "name" => Some(&role.name),
        _ => Some(&role.description),
    })
}

fn featured(data: &Data, role: &Role) -> Value {
    let has = |ids: &[String]| ids.contains(&role.id);
    let users: Vec<_> = data.users.iter().filter(|u| has(&u.role_ids)).collect();
    let apps: Vec<_> = data
        .applications
        .iter()
        .filter(|app| has(&app.role_ids))
        .collect();
    let mut members = entity::members(role);
    members.insert("usersCount".into(), users.len().into());
    let shown = users
        .iter()
        .take(FEATURED)
        .map(|user| json!({"id": user.id, "avatar": user.avatar, "name": user.name}));
    members.insert("featuredUsers".into(), shown.collect());
    members.insert("applicationsCount".into(), apps.len().into());
    let shown = apps
        .iter()
        .take(FEATURED)
        .map(|app| json!({"id": app.id, "name": app.name, "type": app.r#type}));
    members.insert("featuredApplications".into(), shown.collect());
    members.into()
}

fn guard_name(data: &Data, name: &str, own_id: Option<&str>) -> Result<(), ApiError> {
    if name.starts_with(INTERNAL) {
        return Err(internal());
    }
    let mut roles = data.roles.iter();
    if roles.any(|role| role.name == name && Some(role.id.as_str()) != own_id) {
        return Err(ApiError::unprocessable("role.name_in_use").with("name", name));
    }
    Ok(())
}

/// 200, not 201.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description, kind, is_default, scope_ids) = visit.call.body(|m| {
        let name = m.sized("name", 1, 128);
        let description = m.sized("description", 1, 128);
        let kind = m.optional("type", |m, key| m.choice(key, TYPES).map(kind));
        let is_default = m.optional("isDefault", crate::logto::api::guard::Members::boolean);
        let scopes = m.optional(
            "scopeIds",
            crate::logto::api::guard::Members::filled_strings,
        );
        Some((name?, description?, kind?, is_default?, scopes?))
    })?;
    guard_name(&visit.state.data, &name, None)?;
    let kind = kind.unwrap_or(RoleType::User);
    let id = visit.state.ids.long();
    let mut role = Role {
        tenant_id: "default",
        id: id.clone(),
        name,
        description,
        r#type: kind,
        is_default: is_default.unwrap_or_default(),
        scope_ids: Vec::new(),
    };
    let shown = entity::json(&role);
    // The role is there even where its scopes are refused.
    visit.data().roles.insert(id.clone(), role.clone());
    if let Some(scope_ids) = scope_ids {
        guard_scopes(visit, kind, &scope_ids)?;
        if scope_ids.is_empty() {
            return Err(entity::nothing_to_change());
        }
        let scopes = super::scopes::alone(&visit.state.data, &scope_ids);
        role.scope_ids = scope_ids;
        visit.data().roles.insert(id.clone(), role);
        let members = json!({"roleId": id, "data": scopes});
        visit.tell("Role.Scopes.Updated", members);
    }
    Ok(Reply::json(shown))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(entity::json(named(visit)?)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, description, is_default) = visit.call.body(|m| {
        let name = m.optional("name", |m, key| m.sized(key, 1, 128));
        let description = m.optional("description", |m, key| m.sized(key, 1, 128));
        let is_default = m.optional("isDefault", crate::logto::api::guard::Members::boolean);
        Some((name?, description?, is_default?))
    })?;
    let id = named(visit)?.id.clone();
    if let Some(name) = &name {
        guard_name(&visit.state.data, name, Some(&id))?;
    }
    if name.is_none() && description.is_none() && is_default.is_none() {
        return Err(entity::nothing_to_change());
    }
    let role = changed(visit)?;
    if let Some(name) = name {
        role.name = name;
    }
    if let Some(description) = description {
        role.description = description;
    }
    if let Some(is_default) = is_default {
        role.is_default = is_default;
    }
    Ok(Reply::json(entity::json(role)))
}

/// Nobody has it any more.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = changed(visit)?.id.clone();
    let data = visit.data();
    data.roles.remove(&id);
    for app in data.applications.iter_mut() {
        app.role_ids.retain(|role| *role != id);
    }
    let holders: Vec<String> = data
        .users
        .iter()
        .filter(|user| user.role_ids.contains(&id))
        .map(|user| user.id.clone())
        .collect();
    for user in holders {
        data.users
            .update(&user, |user| user.role_ids.retain(|role| *role != id));
    }
    Ok(no_content())
}
