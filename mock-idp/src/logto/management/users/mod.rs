//! `/users`: people, and all that hangs on them.

mod crud;
mod details;
mod identities;
pub(super) mod list;
mod mfa;
mod organizations;
mod password;
mod personal_access_tokens;
mod read;
mod roles;
mod sessions;
mod suspension;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::logto::{ApiError, model::User};

pub(in crate::logto) use details::{
    change as change_settings_of, said as said_of_settings, settings as shown_settings,
};
pub(in crate::logto) use mfa::{is_secret as is_totp_secret, shown as shown_factor};
pub(in crate::logto) use read::{
    TEXT_LENGTH, URL_LENGTH, guard_length, profile as profile_members,
};
pub(super) use read::{is_email, is_phone};
pub(in crate::logto) use sessions::{end_session, shown_grants, shown_sessions};
use suspension::sign_out;

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    list::routes(routes);
    crud::routes(routes);
    details::routes(routes);
    password::routes(routes);
    suspension::routes(routes);
    roles::routes(routes);
    identities::routes(routes);
    mfa::routes(routes);
    organizations::routes(routes);
    personal_access_tokens::routes(routes);
    sessions::routes(routes);
}

/// The user that the path names; 404.
fn named<'a>(visit: &'a Visit<'_>) -> Result<&'a User, ApiError> {
    let found = visit.state.data.users.get(visit.param("userId"));
    found.ok_or_else(entity::not_found)
}

/// Changes the user that the path names; 404.
fn changed<T>(visit: &mut Visit<'_>, change: impl FnOnce(&mut User) -> T) -> Result<T, ApiError> {
    let (id, now) = (visit.param("userId").to_owned(), visit.now);
    let change = |user: &mut User| {
        user.updated_at = now;
        change(user)
    };
    let result = visit.data().users.update(&id, change);
    result.ok_or_else(entity::not_found)
}
