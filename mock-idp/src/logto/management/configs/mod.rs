//! `/configs`: the tenant's keys, sessions, ID tokens and token customizers.

mod customizers;
mod keys;
mod tokens;

use super::{entity, route};

/// Lists the calls.
pub(super) fn routes(routes: &mut route::Routes) {
    keys::routes(routes);
    tokens::routes(routes);
    customizers::routes(routes);
}
