//! `/organizations`: organizations, who is in them, and who joins by themselves.

mod applications;
mod crud;
mod jit;
mod member_roles;
mod members;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::logto::{
    ApiError,
    model::{Data, Organization, OrganizationRole},
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
    let found = visit.state.data.organizations.get(visit.param("id"));
    found.ok_or_else(entity::not_found)
}

/// The same, to change it.
fn changed<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Organization, ApiError> {
    let id = visit.param("id").to_owned();
    let found = visit.data().organizations.get_mut(&id);
    found.ok_or_else(entity::not_found)
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
            super::super::api::guard::Members::strings,
        );
        let names = m.optional(
            "organizationRoleNames",
            super::super::api::guard::Members::strings,
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
