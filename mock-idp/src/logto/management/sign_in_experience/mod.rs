//! `/sign-in-exp` and `/account-center`: how people sign in, and what they may change about themselves.

mod account_center;
mod check_password;
mod crud;
mod csp;
mod expiration;
mod policies;
mod rules;

use super::{entity, route};

pub(in crate::logto) use account_center::shown as account_center;
pub(super) use rules::is_language;

/// Lists the calls.
pub(super) fn routes(routes: &mut route::Routes) {
    crud::routes(routes);
    check_password::routes(routes);
    account_center::routes(routes);
}
