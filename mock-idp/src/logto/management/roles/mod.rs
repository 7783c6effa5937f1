//! `/roles`: bundles of resource scopes, and who has them.

pub(super) mod crud;
mod holders;
pub(super) mod scopes;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::logto::{
    ApiError,
    model::{Role, RoleType, seeded::MANAGEMENT_API_ALL},
};
use http::StatusCode;

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    crud::routes(routes);
    scopes::routes(routes);
    holders::routes(routes);
}

/// Logto's table.
const TABLE: &str = "roles";

/// Roles whose name begins so are Logto's own.
const INTERNAL: &str = "#internal:";

/// The role that the path names; 404.
fn named<'a>(visit: &'a Visit<'_>) -> Result<&'a Role, ApiError> {
    let id = visit.param("id");
    let found = visit.state.data.roles.get(id);
    found.ok_or_else(|| entity::not_exists(TABLE, id))
}

/// Changes the role that the path names; 404, 403 for one of Logto's own.
fn changed<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Role, ApiError> {
    let id = visit.param("id").to_owned();
    let role = visit.data().roles.get_mut(&id);
    let role = role.ok_or_else(|| entity::not_exists(TABLE, &id))?;
    if role.name.starts_with(INTERNAL) {
        return Err(internal());
    }
    Ok(role)
}

fn internal() -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "role.internal_role_violation")
}

/// Whether scopes are there, and may be in a role of that kind.
fn guard_scopes(visit: &Visit<'_>, kind: RoleType, ids: &[String]) -> Result<(), ApiError> {
    let resources = &visit.state.data.resources;
    for id in ids {
        let mut scopes = resources.iter().flat_map(|resource| &resource.scopes);
        if !scopes.any(|scope| scope.id == *id) {
            return Err(entity::not_exists("scopes", id));
        }
    }
    if kind == RoleType::User && ids.iter().any(|id| id == MANAGEMENT_API_ALL) {
        let code = "role.management_api_scopes_not_assignable_to_user_role";
        return Err(ApiError::bad_request(code));
    }
    Ok(())
}
