//! `/organizations`: organizations, who is in them, and who joins by themselves.

mod applications;
mod crud;
mod jit;
mod member_roles;
mod members;

use serde_json::json;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::logto::{
    ApiError,
    model::{Data, Organization, OrganizationRole, RoleType},
};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    crud::routes(routes);
    members::routes(routes);
    member_roles::routes(routes);
    applications::routes(routes);
    jit::routes(routes);
}

/// The organization that the path names; 404.
fn named<'a>(visit: &'a Visit<'_>) -> Result<&'a Organization, ApiError> {
    let id = visit.param("id");
    let found = visit.state.data.organizations.get(id);
    found.ok_or_else(|| entity::not_exists("organizations", id))
}

/// The same, to put something in; 422, for what is put in refers to it.
fn changed<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Organization, ApiError> {
    let id = visit.param("id").to_owned();
    let found = visit.data().organizations.get_mut(&id);
    found.ok_or_else(entity::no_such_reference)
}

/// The same, to take something out; 404, for then there is nothing of the kind.
fn emptied<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Organization, ApiError> {
    changed(visit).map_err(|_| entity::not_found())
}

/// 422 unless it is there: for what refers to it.
fn guard_there(visit: &Visit<'_>) -> Result<(), ApiError> {
    match named(visit) {
        Ok(_) => Ok(()),
        Err(_) => Err(entity::no_such_reference()),
    }
}

/// Whether roles may be given to that kind of member; the database looks at it.
fn guard_kind(visit: &Visit<'_>, ids: &[String], kind: RoleType) -> Result<(), ApiError> {
    if roles(&visit.state.data, ids).all(|role| role.r#type == kind) {
        Ok(())
    } else {
        Err(entity::constraint_violated())
    }
}

/// Organization roles by their ids.
fn roles<'a>(data: &'a Data, ids: &'a [String]) -> impl Iterator<Item = &'a OrganizationRole> {
    ids.iter().filter_map(|id| data.organization_roles.get(id))
}

/// Roles that are named by `organizationRoleIds` and `organizationRoleNames`.
fn read_roles(visit: &Visit<'_>) -> Result<Vec<String>, ApiError> {
    let (mut ids, names) = visit.call.body(|m| {
        let ids = m.optional(
            "organizationRoleIds",
            super::super::api::guard::Members::filled_strings,
        );
        let names = m.optional(
            "organizationRoleNames",
            super::super::api::guard::Members::filled_strings,
        );
        Some((ids?.unwrap_or_default(), names?.unwrap_or_default()))
    })?;
    let known = &visit.state.data.organization_roles;
    let mut unknown = Vec::new();
    for name in names {
        match known.iter().find(|role| role.name == name) {
            Some(role) if ids.contains(&role.id) => {}
            Some(role) => ids.push(role.id.clone()),
            None => unknown.push(name),
        }
    }
    if !unknown.is_empty() {
        let error = ApiError::unprocessable("organization.role_names_not_found");
        return Err(error.with("names", unknown.join(", ")));
    }
    if ids.iter().any(|id| !known.contains(id)) {
        return Err(entity::no_such_reference());
    }
    Ok(ids)
}

/// Has webhooks told who joined and who left. `whose` is `UserIds` or `ApplicationIds`; a list with nobody
/// on it is left out.
fn tell_of_change(visit: &mut Visit<'_>, whose: &str, before: &[String], after: &[String]) {
    let mut members = json!({ "organizationId": visit.param("id") });
    for (word, these, those) in [("added", after, before), ("removed", before, after)] {
        let changed: Vec<&String> = these.iter().filter(|id| !those.contains(id)).collect();
        if !changed.is_empty() {
            members[format!("{word}{whose}")] = json!(changed);
        }
    }
    visit.tell("Organization.Membership.Updated", members);
}

/// Puts ids in that are not there yet.
fn merge(kept: &mut Vec<String>, more: &[String]) {
    for id in more {
        if !kept.contains(id) {
            kept.push(id.clone());
        }
    }
}

/// Takes an id out; 404.
fn take_out(kept: &mut Vec<String>, id: &str) -> Result<(), ApiError> {
    let at = kept.iter().position(|known| known == id);
    kept.remove(at.ok_or_else(entity::not_found)?);
    Ok(())
}
