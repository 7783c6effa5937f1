//! `/configs`: the tenant's keys, sessions, ID tokens, token customizers, and what the console remembers.

mod admin_console;
mod customizers;
mod keys;
mod tokens;

use super::{entity, route};

/// Lists the calls.
pub(super) fn routes(routes: &mut route::Routes) {
    keys::routes(routes);
    tokens::routes(routes);
    customizers::routes(routes);
    admin_console::routes(routes);
}
