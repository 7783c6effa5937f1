//! `/applications`: clients, their secrets, roles, consents and branding.

mod branding;
mod consent;
mod crud;
mod list;
mod read;
mod roles;
mod secrets;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::logto::{ApiError, model::Application};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    list::routes(routes);
    crud::routes(routes);
    secrets::routes(routes);
    roles::routes(routes);
    consent::routes(routes);
    branding::routes(routes);
}

pub(super) use branding::{branding, is_hex_color, partial_color};

/// Logto's table.
const TABLE: &str = "applications";

/// The application that the path names by `parameter`; 404.
fn named<'a>(visit: &'a Visit<'_>, parameter: &str) -> Result<&'a Application, ApiError> {
    let id = visit.param(parameter);
    let found = visit.state.data.applications.get(id);
    found.ok_or_else(|| entity::not_exists(TABLE, id))
}
