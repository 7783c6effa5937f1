//! `code_challenge` and `code_challenge_method` (RFC 7636): S256 only, compulsory for public clients.

use super::Asked;
use crate::oidc::{error::Error, pkce::check_format, tx::Tx};

/// Refuses what is no S256 challenge, and none at all where one is compulsory.
pub(super) fn check(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let challenge = asked.params.get("code_challenge");
    let method = asked.params.get("code_challenge_method");
    let refuse = |description: &str, reason: String| {
        Err(Error::invalid_request(description).because(reason))
    };
    match (challenge, method) {
        (_, Some(other)) if other != "S256" => refuse(
            "not supported value of code_challenge_method",
            format!("code_challenge_method `{other}` is not supported: use S256"),
        ),
        (Some(_), None) => refuse(
            "code_challenge_method must be provided",
            "a code_challenge needs code_challenge_method=S256".into(),
        ),
        (None, Some(_)) => refuse(
            "code_challenge must be provided with code_challenge_method",
            "code_challenge_method came without code_challenge".into(),
        ),
        (Some(challenge), Some(_)) => check_format(challenge, "code_challenge"),
        (None, None) if asked.client()?.require_pkce => refuse(
            "Authorization Server policy requires PKCE to be used for this request",
            format!(
                "`{}` is a public client: send code_challenge and code_challenge_method=S256",
                asked.client()?.id
            ),
        ),
        (None, None) => Ok(()),
    }
}
