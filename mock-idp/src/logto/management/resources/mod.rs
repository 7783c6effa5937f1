//! `/resources`: API resources and their scopes.

mod crud;
mod scopes;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::logto::{ApiError, model::Resource};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    crud::routes(routes);
    scopes::routes(routes);
}

/// Logto's table.
const TABLE: &str = "resources";

/// Changes the resource that the path names by `parameter`; 404.
fn changed<'a>(visit: &'a mut Visit<'_>, parameter: &str) -> Result<&'a mut Resource, ApiError> {
    let id = visit.param(parameter).to_owned();
    let found = visit.data().resources.get_mut(&id);
    found.ok_or_else(|| entity::not_exists(TABLE, &id))
}
