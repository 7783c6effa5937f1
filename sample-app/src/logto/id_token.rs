//! ID tokens: every check of OpenID Connect Core 3.1.3.7, and of 12.2 for refreshed ones.
//!
//! `openidconnect` checks the header, issuer, audience, signature, expiry and nonce; what it leaves to
//! its caller (`iat`, `nbf`, `azp`, `sub`, `at_hash`) is checked here. The algorithms are fixed to the
//! two that Logto signs with, so neither `none` nor a shared-secret algorithm can be smuggled in.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::DateTime;
use openidconnect::core::{
    CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, Nonce,
    SignatureVerificationError,
};
use serde_json::{Map, Value};
use thiserror::Error;

use super::client::Logto;
use super::provider::{Asker, Provider, ProviderError};
use crate::clock::UnixTime;

/// Logto signs with ES384, or with RS256 after its key was rotated to RSA.
pub(crate) const ALGORITHMS: [CoreJwsSigningAlgorithm; 2] = [
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
];

/// How far Logto's clock may be from ours, in seconds.
pub(crate) const CLOCK_SKEW: i64 = 60;

/// The claims of a token as the provider wrote them, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims(pub Map<String, Value>);

impl Claims {
    /// A claim that is a text and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// A claim that is a number of seconds; a fraction is cut off.
    pub fn time(&self, name: &str) -> Option<UnixTime> {
        let value = self.0.get(name)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, which is what we want"
        )]
        value
            .as_i64()
            .or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }

    /// A claim that is a list of texts.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }
}

/// Why an ID token was not accepted.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum IdTokenError {
    /// Its key is not in Logto's key set, and fetching the set again did not help.
    #[error("it was signed with a key that Logto does not publish")]
    UnknownKey,
    /// A check failed.
    #[error("{0}")]
    Rejected(String),
    /// The keys to check it with could not be had.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// What the token must match.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected<'a> {
    /// The answer to a sign-in attempt.
    SignIn { nonce: &'a Nonce, started: UnixTime },
    /// The successor of an ID token, from the refresh grant.
    Refresh {
        nonce: &'a Nonce,
        subject: &'a str,
        issued_at: UnixTime,
    },
}

/// An ID token that passed every check.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) subject: String,
    pub(crate) issued_at: UnixTime,
    pub(crate) claims: Claims,
}

/// Checks an ID token; an unknown key makes it fetch Logto's key set once more.
pub(crate) async fn verify(
    logto: &Logto,
    provider: &Arc<Provider>,
    token: &CoreIdToken,
    access_token: &AccessToken,
    expected: Expected<'_>,
) -> Result<Verified, IdTokenError> {
    let (app_id, now) = (&logto.config.app_id, logto.clock.now());
    match check(provider, app_id, token, access_token, expected, now) {
        Err(IdTokenError::UnknownKey) => {
            let renewed = logto.provider.renewed(provider, Asker::IdToken).await?;
            let provider = renewed.ok_or(IdTokenError::UnknownKey)?;
            check(&provider, app_id, token, access_token, expected, now)
        }
        checked => checked,
    }
}

fn check(
    provider: &Provider,
    app_id: &str,
    token: &CoreIdToken,
    access_token: &AccessToken,
    expected: Expected<'_>,
    now: UnixTime,
) -> Result<Verified, IdTokenError> {
    let metadata = &provider.metadata;
    // "Public" means that the verifier has no secret to check HS256 with.
    let verifier = CoreIdTokenVerifier::new_public_client(
        ClientId::new(app_id.to_owned()),
        metadata.issuer().clone(),
        metadata.jwks().clone(),
    )
    .set_allowed_algs(ALGORITHMS)
    .set_time_fn(move || DateTime::from_timestamp(now - CLOCK_SKEW, 0).unwrap_or_default())
    .set_issue_time_verifier_fn(move |issued| check_issued(issued.timestamp(), expected, now));

    let claims = token
        .claims(&verifier, |nonce: Option<&Nonce>| {
            check_nonce(nonce, expected)
        })
        .map_err(verification_error)?;
    let raw = payload(token);
    check_parties(claims, app_id, expected)
        .and_then(|()| check_not_before(&raw, now))
        .and_then(|()| check_access_token_hash(token, &verifier, claims, access_token))
        .map_err(IdTokenError::Rejected)?;
    Ok(Verified {
        subject: claims.subject().to_string(),
        issued_at: claims.issue_time().timestamp(),
        claims: raw,
    })
}

/// `iat` must not be before what it answers. A sign-in is answered now, so `iat` must not be in the
/// future either; a refreshed token may come from a provider whose clock has been moved on.
fn check_issued(issued: UnixTime, expected: Expected<'_>, now: UnixTime) -> Result<(), String> {
    let (earliest, latest) = match expected {
        Expected::SignIn { started, .. } => (started, now),
        Expected::Refresh { issued_at, .. } => (issued_at, UnixTime::MAX - CLOCK_SKEW),
    };
    if issued < earliest - CLOCK_SKEW {
        Err(format!("iat {issued} is before the request it answers"))
    } else if issued > latest + CLOCK_SKEW {
        Err(format!("iat {issued} is in the future (it is {now})"))
    } else {
        Ok(())
    }
}

fn check_nonce(nonce: Option<&Nonce>, expected: Expected<'_>) -> Result<(), String> {
    match (expected, nonce) {
        (Expected::SignIn { .. }, None) => Err("nonce is missing".to_owned()),
        // Core 12.2: SHOULD NOT be there, but if it is, it is the old one.
        (Expected::Refresh { .. }, None) => Ok(()),
        (
            Expected::SignIn { nonce: sent, .. } | Expected::Refresh { nonce: sent, .. },
            Some(nonce),
        ) => {
            let same = nonce.secret() == sent.secret();
            same.then_some(())
                .ok_or_else(|| "nonce is not the one that was sent".to_owned())
        }
    }
}

fn check_parties(
    claims: &CoreIdTokenClaims,
    app_id: &str,
    expected: Expected<'_>,
) -> Result<(), String> {
    if let Some(party) = claims
        .authorized_party()
        .filter(|party| party.as_str() != app_id)
    {
        return Err(format!("azp is {}, another application", party.as_str()));
    }
    let subject = claims.subject().as_str();
    match expected {
        _ if subject.is_empty() => Err("sub is empty".to_owned()),
        Expected::Refresh {
            subject: before, ..
        } if subject != before => Err("sub is not the person who signed in".to_owned()),
        Expected::Refresh { .. } | Expected::SignIn { .. } => Ok(()),
    }
}

fn check_not_before(claims: &Claims, now: UnixTime) -> Result<(), String> {
    match claims.time("nbf").filter(|nbf| *nbf > now + CLOCK_SKEW) {
        Some(nbf) => Err(format!("nbf {nbf} is in the future (it is {now})")),
        None => Ok(()),
    }
}

/// Core 3.1.3.8: Logto sends no `at_hash`; if one comes, it must fit.
fn check_access_token_hash(
    token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier<'_>,
    claims: &CoreIdTokenClaims,
    access_token: &AccessToken,
) -> Result<(), String> {
    let Some(hash) = claims.access_token_hash() else {
        return Ok(());
    };
    let algorithm = token.signing_alg().map_err(|error| error.to_string())?;
    let key = token
        .signing_key(verifier)
        .map_err(|error| error.to_string())?;
    match AccessTokenHash::from_token(access_token, algorithm, key) {
        Ok(expected) if expected == *hash => Ok(()),
        Ok(_) => Err("at_hash does not fit the access token".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn verification_error(error: ClaimsVerificationError) -> IdTokenError {
    match error {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        ) => IdTokenError::UnknownKey,
        ClaimsVerificationError::SignatureVerification(cause) => {
            IdTokenError::Rejected(format!("its signature is not valid: {cause}"))
        }
        // The enum is non-exhaustive.
        ClaimsVerificationError::Expired(_)
        | ClaimsVerificationError::InvalidAudience(_)
        | ClaimsVerificationError::InvalidAuthContext(_)
        | ClaimsVerificationError::InvalidAuthTime(_)
        | ClaimsVerificationError::InvalidIssuer(_)
        | ClaimsVerificationError::InvalidNonce(_)
        | ClaimsVerificationError::InvalidSubject(_)
        | ClaimsVerificationError::Other(_)
        | ClaimsVerificationError::Unsupported(_)
        | _ => IdTokenError::Rejected(error.to_string()),
    }
}

/// The payload as it was sent: `openidconnect` keeps neither order nor nulls.
fn payload(token: &CoreIdToken) -> Claims {
    let text = token.to_string();
    let encoded = text.split('.').nth(1).unwrap_or_default();
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(encoded.trim_end_matches('='))
        .unwrap_or_default();
    Claims(serde_json::from_slice(&bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iat_has_a_window() {
        let nonce = Nonce::new("n".to_owned());
        let sign_in = Expected::SignIn {
            nonce: &nonce,
            started: 1_000,
        };
        let refresh = Expected::Refresh {
            nonce: &nonce,
            subject: "u",
            issued_at: 1_000,
        };
        let week = 7 * 24 * 3600;
        for (issued, expected, accepted) in [
            (1_000 - CLOCK_SKEW, sign_in, true),
            (1_000 - CLOCK_SKEW - 1, sign_in, false),
            (1_000 - week, sign_in, false),
            (1_100 + CLOCK_SKEW, sign_in, true),
            (1_100 + CLOCK_SKEW + 1, sign_in, false),
            (1_100 + week, refresh, true),
            (1_000 - CLOCK_SKEW - 1, refresh, false),
            (i64::MIN, sign_in, false),
            (i64::MAX, sign_in, false),
        ] {
            assert_eq!(
                check_issued(issued, expected, 1_100).is_ok(),
                accepted,
                "{issued} {expected:?}"
            );
        }
    }

    #[test]
    fn the_nonce_is_required_at_sign_in_only() {
        let nonce = Nonce::new("n".to_owned());
        let sign_in = Expected::SignIn {
            nonce: &nonce,
            started: 0,
        };
        let refresh = Expected::Refresh {
            nonce: &nonce,
            subject: "u",
            issued_at: 0,
        };
        let other = Nonce::new("m".to_owned());
        assert!(check_nonce(Some(&nonce), sign_in).is_ok());
        assert!(check_nonce(Some(&other), sign_in).is_err());
        assert!(check_nonce(None, sign_in).is_err());
        assert!(check_nonce(None, refresh).is_ok());
        assert!(check_nonce(Some(&other), refresh).is_err());
    }
}
