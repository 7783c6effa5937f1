//! Enterprise single sign-on: which e-mail domains belong to it.
//!
//! Signing in through an enterprise connector is not built; what people with such an address meet is.

use serde_json::{Value, json};

use super::verification::Verification;
use crate::logto::{
    ApiError,
    model::{Data, Entities},
};

/// Enterprise connectors whose domains hold the address; none when enterprise sign-on is off.
pub fn connectors_of<'a>(data: &'a Data, email: &str) -> Vec<&'a Value> {
    let Some((_, domain)) = email.split_once('@') else {
        return Vec::new();
    };
    let connectors = data.others.get("sso-connectors");
    if !data.sign_in_experience.single_sign_on_enabled || domain.is_empty() {
        return Vec::new();
    }
    connectors
        .into_iter()
        .flat_map(Entities::iter)
        .filter(|connector| {
            let mut domains = connector["domains"].as_array().into_iter().flatten();
            domains.any(|d| d.as_str().is_some_and(|d| d.eq_ignore_ascii_case(domain)))
        })
        .collect()
}

/// 422 when the verification's address must use enterprise sign-on.
pub fn guard_email(data: &Data, verification: &Verification) -> Result<(), ApiError> {
    let Some(email) = verification.email() else {
        return Ok(());
    };
    let connectors = connectors_of(data, email);
    if connectors.is_empty() {
        return Ok(());
    }
    Err(ApiError::unprocessable("session.sso_enabled")
        .with_data(json!({"ssoConnectors": connectors})))
}
