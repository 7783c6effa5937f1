//! Signed tokens that `openidconnect` has no type for (RFC 7515, compact form). Logout tokens, that is.
//!
//! The signature itself is checked by the crate's keys; here stand the rules around it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::JsonWebKey;
use openidconnect::SignatureVerificationError;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use super::id_token::{ALGORITHMS, Claims};

/// Why a token is not the provider's word.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum JwsError {
    #[error("it is not a signed token: {0}")]
    Malformed(&'static str),
    #[error("its algorithm is {0}, not one that Logto signs with")]
    Algorithm(String),
    #[error("its type is {0}")]
    Type(String),
    #[error("its header has parameters that must be understood and are not")]
    Critical,
    #[error("it was signed with a key that Logto does not publish")]
    UnknownKey,
    #[error("its signature is not valid")]
    Signature,
}

/// Members beyond these (`jwk`, `jku`, `x5u` …) would say where to find a key, and are not listened to.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

/// The claims of a token that one of `keys` signed and whose `typ`, if any, is one of `types`.
pub(crate) fn verify(
    token: &str,
    keys: &CoreJsonWebKeySet,
    types: &[&str],
) -> Result<Claims, JwsError> {
    let (message, signature) = token
        .rsplit_once('.')
        .ok_or(JwsError::Malformed("it has one part"))?;
    let (header, payload) = message
        .split_once('.')
        .ok_or(JwsError::Malformed("it has two parts"))?;
    let header: Header = serde_json::from_slice(&decode(header)?)
        .map_err(|_| JwsError::Malformed("its header is not what it should be"))?;
    if header.crit.is_some() {
        return Err(JwsError::Critical);
    }
    if let Some(typ) = header
        .typ
        .filter(|typ| !types.iter().any(|it| it.eq_ignore_ascii_case(typ)))
    {
        return Err(JwsError::Type(typ));
    }
    let algorithm = algorithm(&header.alg).ok_or(JwsError::Algorithm(header.alg))?;
    let signature = decode(signature)?;
    check_signature(
        keys,
        header.kid.as_deref(),
        &algorithm,
        message.as_bytes(),
        &signature,
    )?;
    let claims = serde_json::from_slice(&decode(payload)?)
        .map_err(|_| JwsError::Malformed("its payload is not a JSON object"))?;
    Ok(Claims(claims))
}

fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    let named = serde_json::from_value(Value::String(name.to_owned())).ok()?;
    ALGORITHMS.into_iter().find(|algorithm| *algorithm == named)
}

fn check_signature(
    keys: &CoreJsonWebKeySet,
    kid: Option<&str>,
    algorithm: &CoreJwsSigningAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), JwsError> {
    let mut outcome = Err(JwsError::UnknownKey);
    let named = |key: &&_| {
        kid.is_none_or(|kid| JsonWebKey::key_id(*key).is_some_and(|id| id.as_str() == kid))
    };
    for key in keys.keys().iter().filter(named) {
        match key.verify_signature(algorithm, message, signature) {
            Ok(()) => return Ok(()),
            // A key of another kind, for another algorithm, or for encryption.
            Err(SignatureVerificationError::InvalidKey(_)) => {}
            Err(_) => outcome = Err(JwsError::Signature),
        }
    }
    outcome
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| JwsError::Malformed("it is not base64url"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(header: &str) -> JwsError {
        let token = format!("{}.e30.", BASE64_URL_SAFE_NO_PAD.encode(header));
        verify(
            &token,
            &CoreJsonWebKeySet::default(),
            &["JWT", "logout+jwt"],
        )
        .unwrap_err()
    }

    #[test]
    fn headers_that_are_refused() {
        for (header, expected) in [
            (r#"{"alg":"none"}"#, JwsError::Algorithm("none".to_owned())),
            (
                r#"{"alg":"HS256"}"#,
                JwsError::Algorithm("HS256".to_owned()),
            ),
            (
                r#"{"alg":"ES256"}"#,
                JwsError::Algorithm("ES256".to_owned()),
            ),
            (
                r#"{"alg":"ES384","typ":"at+jwt"}"#,
                JwsError::Type("at+jwt".to_owned()),
            ),
            (r#"{"alg":"ES384","crit":["b64"]}"#, JwsError::Critical),
            (
                r#"{"alg":"ES384","typ":"LOGOUT+JWT"}"#,
                JwsError::UnknownKey,
            ),
            (
                r#"{"alg":"ES384","jwk":{"kty":"EC"}}"#,
                JwsError::UnknownKey,
            ),
            (
                r#"{"alg":5}"#,
                JwsError::Malformed("its header is not what it should be"),
            ),
        ] {
            assert_eq!(refusal(header), expected, "{header}");
        }
    }

    #[test]
    fn what_is_not_a_token_is_malformed() {
        for text in ["", "a", "a.b", "..", "a.b.c.d", "%.%.%", "\u{1F600}.b.c"] {
            let refused = verify(text, &CoreJsonWebKeySet::default(), &[]).unwrap_err();
            assert!(
                matches!(refused, JwsError::Malformed(_)),
                "{text}: {refused}"
            );
        }
    }
}
