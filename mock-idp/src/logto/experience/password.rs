//! Passwords: proving one, and choosing one together with a user name for a new account.

use super::{
    audit,
    identifier::Identifier,
    password_digest, password_policy, profile, record,
    sentinel::{self, Pool},
    username_policy,
    verification::{Record, Verification},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        model::{Data, sign_in_experience::IdentifierType},
    },
};

/// Proves a password; answers the id of the verification.
///
/// 422 `session.invalid_credentials` for an unknown user as for a wrong password; only after the right
/// password 401 `user.suspended` and 422 `password.expired`; 400 when the sentinel has locked the
/// identifier out. Whether the method is enabled is asked at identification.
pub fn verify_password(
    state: &mut State,
    uid: &str,
    identifier: &Identifier,
    password: &str,
    now: Moment,
) -> Result<String, ApiError> {
    let action = "Verification.Password.Submit";
    audit::recorded(state, uid, now, action, |state| {
        record::of(state, uid, now)?;
        sentinel::watched(state, Pool::SignIn, &identifier.value, now, |state| {
            check(&state.data, identifier, password)
        })?;
        let id = state.ids.long();
        record::of_mut(state, uid, now)?.keep(Record {
            id: id.clone(),
            verification: Verification::Password(identifier.clone()),
        });
        Ok(id)
    })
}

fn check(data: &Data, identifier: &Identifier, password: &str) -> Result<(), ApiError> {
    let user = identifier
        .user(data)
        .filter(|user| {
            let kept = user.password.as_ref();
            kept.is_some_and(|kept| password_digest::matches(kept, password))
        })
        .ok_or_else(|| ApiError::unprocessable("session.invalid_credentials"))?;
    if user.is_suspended {
        return Err(suspended());
    }
    if user.is_password_expired {
        return Err(ApiError::unprocessable("password.expired"));
    }
    Ok(())
}

/// 401: the account is suspended.
pub(super) fn suspended() -> ApiError {
    ApiError::new(http::StatusCode::UNAUTHORIZED, "user.suspended")
}

/// Chooses a user name and a password for a new account; answers the id of the verification.
///
/// 422 when the user name is taken or against the policy, 422 `password.rejected`.
pub fn new_password_identity(
    state: &mut State,
    uid: &str,
    username: &str,
    password: &str,
    now: Moment,
) -> Result<String, ApiError> {
    let action = "Verification.NewPasswordIdentity.Submit";
    audit::recorded(state, uid, now, action, |state| {
        record::of(state, uid, now)?;
        let sie = &state.data.sign_in_experience;
        username_policy::guard(&sie.username_policy, username)?;
        let identifier = Identifier::new(IdentifierType::Username, username);
        if identifier.user(&state.data).is_some() {
            return Err(profile::username_in_use());
        }
        let user = password_policy::UserInfo {
            username: Some(username.to_owned()),
            ..password_policy::UserInfo::default()
        };
        password_policy::guard(&sie.password_policy, password, &user)?;
        let id = state.ids.long();
        record::of_mut(state, uid, now)?.keep(Record {
            id: id.clone(),
            verification: Verification::NewPasswordIdentity {
                username: username.to_owned(),
                password: password.to_owned(),
            },
        });
        Ok(id)
    })
}
