//! `/organization-roles` and `/organization-scopes`: what all organizations have in common.

mod role_scopes;
mod roles;
mod scopes;

use super::{entity, route};

/// Lists the calls.
pub(super) fn routes(routes: &mut route::Routes) {
    roles::routes(routes);
    role_scopes::routes(routes);
    scopes::routes(routes);
}
