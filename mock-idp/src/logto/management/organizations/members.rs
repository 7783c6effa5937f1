//! Users in organizations.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::Page,
        route::{Routes, Visit},
        users::list::{FIELDS, value},
    },
    changed, emptied, guard_there, named, roles, tell_of_change,
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        model::{Data, Organization, User, organization::Member},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    let path = "/organizations/:id/users";
    routes.get(path, list);
    routes.post(path, add);
    routes.put(path, replace);
    routes.delete("/organizations/:id/users/:userId", remove);
}

/// Newest users first, each with their roles. `q` is looked for in all that users can be searched by.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let request = &visit.call.request;
    let page = Page::of(request)?;
    let members = named(visit).map_or(&[][..], |organization| &organization.members);
    let data = &visit.state.data;
    let asked = visit.query("q").map(str::to_lowercase);
    let role = visit.query("organizationRoleId");
    let is_found = |user: &User| {
        asked.as_ref().is_none_or(|q| {
            FIELDS.iter().any(|(field, _)| {
                value(user, field).is_some_and(|value| value.to_lowercase().contains(q))
            })
        })
    };
    let mut found: Vec<(&Member, &User)> = members
        .iter()
        .filter(|member| role.is_none_or(|role| member.role_ids.iter().any(|id| id == role)))
        .filter_map(|member| Some((member, data.users.get(&member.user_id)?)))
        .filter(|(_, user)| is_found(user))
        .collect();
    found.reverse();
    Ok(page.reply(request, found, |(member, user)| {
        let mut members = entity::members(user);
        members.insert("organizationRoles".into(), brief(data, &member.role_ids));
        members.into()
    }))
}

/// Ids and names of roles.
pub(super) fn brief(data: &Data, ids: &[String]) -> Value {
    roles(data, ids)
        .map(|role| json!({"id": role.id, "name": role.name}))
        .collect()
}

/// `userIds`, all of them users.
fn read(visit: &Visit<'_>) -> Result<Vec<String>, ApiError> {
    let ids = visit.call.body(|m| m.filled_strings("userIds"))?;
    if ids.iter().all(|id| visit.state.data.users.contains(id)) {
        Ok(ids)
    } else {
        Err(entity::no_such_reference())
    }
}

fn join(organization: &mut Organization, ids: &[String]) {
    for id in ids {
        if !organization.members.iter().any(|m| m.user_id == *id) {
            organization.members.push(Member {
                user_id: id.clone(),
                role_ids: Vec::new(),
            });
        }
    }
}

fn ids_of(visit: &Visit<'_>) -> Result<Vec<String>, ApiError> {
    let members = named(visit)?.members.iter();
    Ok(members.map(|member| member.user_id.clone()).collect())
}

fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("userIds"))?;
    guard_there(visit)?;
    read(visit)?;
    let before = ids_of(visit)?;
    join(changed(visit)?, &ids);
    let after = ids_of(visit)?;
    tell_of_change(visit, "UserIds", &before, &after);
    let body = Body::Json(json!({ "userIds": ids }));
    Ok(Reply::new(StatusCode::CREATED, body))
}

/// Those who stay keep their roles.
fn replace(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.filled_strings("userIds"))?;
    guard_there(visit)?;
    read(visit)?;
    let before = ids_of(visit)?;
    let organization = changed(visit)?;
    organization
        .members
        .retain(|member| ids.contains(&member.user_id));
    join(organization, &ids);
    let after = ids_of(visit)?;
    tell_of_change(visit, "UserIds", &before, &after);
    Ok(no_content())
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = visit.param("userId").to_owned();
    let id = visit.param("id").to_owned();
    let members = &mut emptied(visit)?.members;
    let at = members.iter().position(|member| member.user_id == user);
    members.remove(at.ok_or_else(entity::not_found)?);
    for app in visit.data().applications.iter_mut() {
        let consents = &mut app.user_consent.organizations;
        consents.retain(|(of, organization)| !(*of == user && *organization == id));
    }
    tell_of_change(visit, "UserIds", &[user], &[]);
    Ok(no_content())
}
