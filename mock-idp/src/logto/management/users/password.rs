//! Passwords of users.

use serde_json::json;

use super::{
    super::route::{Routes, Visit},
    changed, named,
};
use crate::{
    logto::{ApiError, api::no_content, experience::password_digest, model::user::Password},
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.patch("/users/:userId/password", change);
    routes.patch("/users/:userId/password/expiration", expire);
    routes.post("/users/:userId/password/verify", verify);
    routes.get("/users/:userId/has-password", has);
}

/// No password policy applies.
fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let password = visit.call.body(|m| m.filled("password"))?;
    let shown = changed(visit, |user| {
        user.password = Some(Password::Plain(password));
        user.is_password_expired = false;
        user.to_api()
    })?;
    Ok(Reply::json(shown))
}

fn expire(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let expired = visit.call.body(|m| m.boolean("isExpired"))?;
    named(visit)?;
    let policy = &visit.state.data.sign_in_experience.password_expiration;
    if policy["enabled"] != true {
        let code = "sign_in_experiences.password_expiration_not_enabled";
        return Err(ApiError::bad_request(code));
    }
    changed(visit, |user| user.is_password_expired = expired)?;
    Ok(no_content())
}

fn verify(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let given = visit.call.body(|m| m.filled("password"))?;
    let kept = named(visit)?.password.as_ref();
    if kept.is_some_and(|kept| password_digest::matches(kept, &given)) {
        Ok(no_content())
    } else {
        Err(ApiError::unprocessable("session.invalid_credentials"))
    }
}

fn has(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let has = named(visit)?.password.is_some();
    Ok(Reply::json(json!({ "hasPassword": has })))
}
