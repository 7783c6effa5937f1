//! Changing one's password.

use super::visit::Visit;
use crate::{
    logto::{
        ApiError,
        api::no_content,
        experience::{
            password_digest,
            password_policy::{self, UserInfo},
        },
        model::user::Password,
    },
    oidc::exchange::Reply,
};

/// `POST /api/my-account/password`: 422 `password.rejected` or `user.same_password`.
pub(super) fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let password = visit.call.body(|m| m.filled("password"))?;
    visit.guard_proved_if_possible()?;
    visit.guard_edit("password")?;
    let user = visit.user()?;
    let info = UserInfo {
        name: user.name.clone(),
        username: user.username.clone(),
        email: user.primary_email.clone(),
        phone: user.primary_phone.clone(),
    };
    let policy = &visit.data().sign_in_experience.password_policy;
    password_policy::guard(policy, &password, &info)?;
    let kept = user.password.as_ref();
    if kept.is_some_and(|kept| password_digest::matches(kept, &password)) {
        return Err(ApiError::unprocessable("user.same_password"));
    }
    visit.change(|user| {
        user.password = Some(Password::Plain(password));
        user.is_password_expired = false;
    })?;
    Ok(no_content())
}
