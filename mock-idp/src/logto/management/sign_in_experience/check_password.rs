//! Trying a password against the policy.

use http::StatusCode;
use serde_json::json;

use super::super::route::{Routes, Visit};
use crate::{
    logto::{
        ApiError,
        experience::password_policy::{self, UserInfo},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/sign-in-exp/default/check-password", check);
}

/// 400 with the issues of a password that the policy rejects. A policy that looks at what is known of the
/// user needs a user.
fn check(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (password, user_id) = visit.call.body(|m| {
        let password = m.string("password");
        let user = m.optional("userId", crate::logto::api::guard::Members::string);
        Some((password?, user?))
    })?;
    let policy = &visit.state.data.sign_in_experience.password_policy;
    let user = match &user_id {
        None if policy["rejects"]["userInfo"] != false => {
            let message = "User information data is required to check user information.";
            return Err(ApiError::bad_request("request.invalid_input")
                .with_data(json!({ "message": message })));
        }
        None => None,
        Some(id) => {
            let user = visit.state.data.users.get(id);
            Some(user.ok_or_else(super::entity::not_found)?)
        }
    };
    let known = user.map_or_else(UserInfo::default, |user| UserInfo {
        name: user.name.clone(),
        username: user.username.clone(),
        email: user.primary_email.clone(),
        phone: user.primary_phone.clone(),
    });
    let issues = password_policy::check(policy, &password, &known);
    if issues.is_empty() {
        Ok(Reply::json(json!({"result": true})))
    } else {
        let body = json!({"result": false, "issues": issues});
        Ok(Reply::new(StatusCode::BAD_REQUEST, Body::Json(body)))
    }
}
