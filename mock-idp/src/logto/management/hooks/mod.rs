//! `/hooks`: who is told of what happens.

mod crud;
mod log;
mod test;

use super::{entity, route};

/// Lists the calls.
pub(super) fn routes(routes: &mut route::Routes) {
    crud::routes(routes);
    log::routes(routes);
    test::routes(routes);
}
