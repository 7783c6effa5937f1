//! After how many days a password is too old.

use serde_json::{Map, Value, json};

use super::rules::{has_connector, refuse_unprocessable};
use crate::{
    base::clock::Moment,
    logto::{ApiError, model::Data},
};

/// The policy as it will be: what is said over what is kept. 422 where it names no days, or where nobody could get a
/// new password.
pub(super) fn merged(data: &Data, said: &Map<String, Value>) -> Result<Value, ApiError> {
    let kept = &data.sign_in_experience.password_expiration;
    let mut policy = kept.as_object().cloned().unwrap_or_default();
    if let Some(Value::Object(said)) = said.get("passwordExpiration") {
        policy.extend(said.clone());
    }
    if policy.get("enabled") != Some(&Value::Bool(true)) {
        policy.retain(|name, _| name == "enabled");
        return Ok(policy.into());
    }
    if policy
        .get("validPeriodDays")
        .is_none_or(|days| !days.is_number())
    {
        return Err(refuse_unprocessable(
            "password_expiration_invalid_period_days",
        ));
    }
    let experience = &data.sign_in_experience;
    let methods = said.get("forgotPasswordMethods");
    let methods = methods.unwrap_or(&experience.forgot_password_methods);
    let can = |method: &str, identifier: &str| {
        // Null: all of them.
        let chosen = methods.as_array();
        chosen.is_none_or(|methods| methods.iter().any(|one| one == method))
            && has_connector(data, identifier)
    };
    if !can("EmailVerificationCode", "email") && !can("PhoneVerificationCode", "phone") {
        return Err(refuse_unprocessable(
            "password_expiration_requires_forgot_password",
        ));
    }
    Ok(policy.into())
}

/// With the moment from which on it counts, which nobody can say: when it was switched on.
pub(super) fn since(policy: Value, kept: &Value, now: Moment) -> Value {
    let Value::Object(mut policy) = policy else {
        return policy;
    };
    if policy.get("enabled") == Some(&Value::Bool(true)) {
        let known = kept.get("enabledAt").filter(|_| kept["enabled"] == true);
        let since = known.cloned().unwrap_or_else(|| json!(now.millis()));
        policy.insert("enabledAt".into(), since);
    }
    policy.into()
}
