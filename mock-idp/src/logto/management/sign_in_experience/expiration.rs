//! After how many days a password is too old.

use serde_json::{Map, Value, json};

use super::rules::{has_connector, refuse_unprocessable};
use crate::{
    base::clock::Moment,
    logto::{ApiError, model::Data},
};

/// Puts what is said of it over what is kept, with the moment from which on it counts: when it was switched on, which
/// nobody can say. 422 where it names no days, or where nobody could get a new password, even if it is not said anew.
pub(super) fn settle(
    data: &Data,
    said: &mut Map<String, Value>,
    now: Moment,
) -> Result<(), ApiError> {
    let kept = &data.sign_in_experience.password_expiration;
    let new = said.get("passwordExpiration").and_then(Value::as_object);
    let is_said = new.is_some();
    let mut policy = kept.as_object().cloned().unwrap_or_default();
    policy.extend(new.cloned().unwrap_or_default());
    if policy.get("enabled") == Some(&Value::Bool(true)) {
        check(data, &policy, said)?;
        let since = kept.get("enabledAt").filter(|_| kept["enabled"] == true);
        let since = since.cloned().unwrap_or_else(|| json!(now.millis()));
        policy.insert("enabledAt".into(), since);
    } else {
        policy.retain(|name, _| name == "enabled");
    }
    if is_said {
        said.insert("passwordExpiration".into(), policy.into());
    }
    Ok(())
}

fn check(
    data: &Data,
    policy: &Map<String, Value>,
    said: &Map<String, Value>,
) -> Result<(), ApiError> {
    let days = policy.get("validPeriodDays").and_then(Value::as_f64);
    if days.is_none_or(|days| days < 1.0 || days.fract() != 0.0) {
        let code = "password_expiration_invalid_period_days";
        return Err(refuse_unprocessable(code));
    }
    let methods = said.get("forgotPasswordMethods");
    let methods = methods.filter(|methods| !methods.is_null());
    let methods = methods.unwrap_or(&data.sign_in_experience.forgot_password_methods);
    let can = |method: &str, identifier: &str| {
        // Null: all of them.
        let chosen = methods.as_array();
        chosen.is_none_or(|methods| methods.iter().any(|one| one == method))
            && has_connector(data, identifier)
    };
    if can("EmailVerificationCode", "email") || can("PhoneVerificationCode", "phone") {
        return Ok(());
    }
    let code = "password_expiration_requires_forgot_password";
    Err(refuse_unprocessable(code))
}
