//! The names of the parameters that requests to a provider carry.

use crate::source::{Diagnostic, Place, nearest};

/// Parameters of OAuth 2.0 and OpenID Connect, and of Logto. An app may send others.
const PARAMETERS: [&str; 52] = [
    "acr_values",
    "actor_token",
    "actor_token_type",
    "assertion",
    "audience",
    "claims",
    "claims_locales",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "direct_sign_in",
    "display",
    "error",
    "error_description",
    "first_screen",
    "grant_type",
    "id_token_hint",
    "identifier",
    "interaction_mode",
    "iss",
    "login_hint",
    "logout_hint",
    "logout_token",
    "max_age",
    "nonce",
    "one_time_token",
    "organization_id",
    "password",
    "post_logout_redirect_uri",
    "prompt",
    "redirect_uri",
    "refresh_token",
    "registration",
    "request",
    "request_uri",
    "requested_token_type",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "subject_token",
    "subject_token_type",
    "token",
    "token_type_hint",
    "ui_locales",
];

/// Refuses a name that is nearly a known one: `code_chalenge: absent` would hold for ever. Any other name
/// may be an app's own parameter.
pub(super) fn parameter_name(name: &str, place: &Place) -> Result<(), Diagnostic> {
    if PARAMETERS.contains(&name) {
        return Ok(());
    }
    match nearest(name, PARAMETERS) {
        None => Ok(()),
        Some(near) => Err(Diagnostic::new(format!("unknown parameter `{name}`"))
            .at(place, format!("did you mean `{near}`?"))
            .note("beside parameters: provider, client, status, error, times, at-most")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn a_misspelt_name_is_refused_and_a_foreign_one_is_not() {
        let place = Place::new(&Source::new("a.yaml", "x"), 0..1);
        for (name, good) in [
            ("code_challenge", true),
            ("code_chalenge", false),
            ("staet", false),
            ("Scope", false),
            ("campaign", true),
            ("user_code", true),
        ] {
            assert_eq!(parameter_name(name, &place).is_ok(), good, "{name}");
        }
    }
}
