//! Finding users: `GET /users`.

use super::super::{
    pagination::Page,
    route::{Routes, Visit},
    search::{Field, Search},
};
use crate::{
    logto::{ApiError, model::User},
    oidc::exchange::Reply,
};

/// What users can be searched by.
pub(in super::super) const FIELDS: &[Field] = &[
    ("id", "id"),
    ("primaryEmail", "primary_email"),
    ("primaryPhone", "primary_phone"),
    ("username", "username"),
    ("name", "name"),
];

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/users", list);
}

/// A user's value of a field.
pub(in super::super) fn value<'a>(user: &'a User, field: &str) -> Option<&'a str> {
    match field {
        "id" => Some(&user.id),
        "primaryEmail" => user.primary_email.as_deref(),
        "primaryPhone" => user.primary_phone.as_deref(),
        "username" => user.username.as_deref(),
        _ => user.name.as_deref(),
    }
}

/// Newest first.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let request = &visit.call.request;
    let page = Page::of(request)?;
    let search = Search::of(request, FIELDS)?;
    let data = &visit.state.data;
    let role = visit.query("excludeRoleId");
    let organization = visit
        .query("excludeOrganizationId")
        .and_then(|id| data.organizations.get(id));
    let users = data.users.iter().rev().filter(|user| {
        role.is_none_or(|role| !user.role_ids.iter().any(|id| id == role))
            && organization.is_none_or(|o| !o.members.iter().any(|m| m.user_id == user.id))
            && search.accepts(FIELDS, |field| value(user, field))
    });
    Ok(page.reply(request, users.collect(), User::to_api))
}
