//! The names of the provider's endpoints, as its journal has them.

use crate::source::{Diagnostic, Place, nearest};

/// The names of the endpoints that a provider's journal knows.
const ENDPOINTS: [&str; 28] = [
    "account",
    "authorize",
    "callback-page",
    "consent",
    "consent-page",
    "device",
    "device-authorization",
    "discovery",
    "end-session",
    "end-session-confirm",
    "end-session-success",
    "experience",
    "interaction-consent",
    "introspection",
    "jwks",
    "login",
    "management",
    "page",
    "pushed-authorization-request",
    "register-page",
    "registration",
    "resume",
    "revocation",
    "sign-in-page",
    "token",
    "userinfo",
    "well-known",
    "whoami",
];

/// Checks the name of an endpoint.
pub(super) fn endpoint_name(name: &str, place: &Place) -> Result<(), Diagnostic> {
    if ENDPOINTS.contains(&name) {
        return Ok(());
    }
    let label = nearest(name, ENDPOINTS).map_or_else(
        || "no such endpoint".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Diagnostic::new(format!("unknown endpoint `{name}`"))
        .at(place, label)
        .note(format!("known here: {}", ENDPOINTS.join(", "))))
}
