//! `/connectors` and `/connector-factories`.

mod authorization;
mod crud;
mod factories;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::logto::{ApiError, model::Connector};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    factories::routes(routes);
    crud::routes(routes);
    authorization::routes(routes);
}

/// The connector that the path names; 404.
fn named<'a>(visit: &'a Visit<'_>) -> Result<&'a Connector, ApiError> {
    let found = visit.state.data.connectors.get(visit.param("id"));
    found.ok_or_else(entity::not_found)
}
