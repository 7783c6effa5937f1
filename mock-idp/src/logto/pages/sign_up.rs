//! What the tenant's sign-in experience says about new accounts and forgotten passwords.

use serde_json::Value;

use super::visit::Visit;
use crate::logto::{
    connectors::factory::Kind, experience::connector, model::sign_in_experience::IdentifierType,
};

/// The kinds of identifier that a new account needs (Logto: `signUp.identifiers`).
pub(super) fn kinds(visit: &Visit<'_>) -> Vec<IdentifierType> {
    visit
        .state
        .data
        .sign_in_experience
        .sign_up
        .get("identifiers")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|kind| match kind.as_str() {
            Some("username") => Some(IdentifierType::Username),
            Some("email") => Some(IdentifierType::Email),
            Some("phone") => Some(IdentifierType::Phone),
            _ => None,
        })
        .collect()
}

/// Whether accounts can be made on the pages.
pub(super) fn is_offered(visit: &Visit<'_>) -> bool {
    !kinds(visit).is_empty()
}

/// The kinds of identifier by which a forgotten password can be reset. Logto: what
/// `forgotPasswordMethods` names, or everything where it says nothing, as far as there is a connector
/// that delivers the code.
pub(super) fn reset_kinds(visit: &Visit<'_>) -> Vec<IdentifierType> {
    let data = &visit.state.data;
    let methods = data.sign_in_experience.forgot_password_methods.as_array();
    let delivers = |kind: Kind| {
        data.connectors
            .iter()
            .any(|connector| connector::kind(connector) == kind)
    };
    [
        (
            IdentifierType::Email,
            "EmailVerificationCode",
            delivers(Kind::Email),
        ),
        (
            IdentifierType::Phone,
            "PhoneVerificationCode",
            delivers(Kind::Sms),
        ),
    ]
    .into_iter()
    .filter(|(_, method, delivered)| {
        *delivered
            && methods.is_none_or(|methods| methods.iter().any(|m| m.as_str() == Some(*method)))
    })
    .map(|(kind, ..)| kind)
    .collect()
}

/// Whether there is a way back for those who forgot their password.
pub(super) fn password_can_be_reset(visit: &Visit<'_>) -> bool {
    !reset_kinds(visit).is_empty()
}

/// Whether a new account needs a password.
pub(super) fn asks_password(visit: &Visit<'_>) -> bool {
    visit.state.data.sign_in_experience.sign_up["password"] == true
}
