//! Who may call: bearer tokens for the Management API's resource with scope `all`.

use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    base::{clock::Moment, jws, keys::Keys},
    logto::{ApiError, model::seeded::MANAGEMENT_API},
};

/// The scope that opens every call.
const ALL: &str = "all";
/// How many seconds another clock may be ahead or behind.
const TOLERANCE: i64 = 0;

/// The subject of the request's token.
///
/// 401 `auth.…` where the header is missing, of another kind, or the token is not good; 403 `auth.forbidden`
/// without the scope. What is wrong with a token is told in the words of the `jose` library.
pub(super) fn authenticate(
    headers: &HeaderMap,
    keys: &Keys,
    issuer: &str,
    now: Moment,
) -> Result<String, ApiError> {
    let token = bearer(headers)?;
    let claims = verified(token, keys)?;
    check_claims(&claims, issuer, now)?;
    let subject = claims["sub"].as_str().filter(|sub| !sub.is_empty());
    let subject = subject.ok_or_else(|| unauthorized_code("auth.jwt_sub_missing"))?;
    let scopes = claims["scope"].as_str().unwrap_or_default();
    if scopes.split(' ').any(|scope| scope == ALL) {
        Ok(subject.to_owned())
    } else {
        Err(ApiError::new(StatusCode::FORBIDDEN, "auth.forbidden"))
    }
}

/// The token of the `Authorization` header.
pub(in crate::logto) fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let header = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .filter(|value| !value.is_empty())
        .ok_or_else(|| unauthorized_code("auth.authorization_header_missing"))?;
    header.strip_prefix("Bearer ").ok_or_else(|| {
        unauthorized_code("auth.authorization_token_type_not_supported")
            .with_data(json!({"supportedTypes": ["Bearer"]}))
    })
}

fn unauthorized_code(code: &'static str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, code)
}

/// 401 with what `jose` found.
fn unauthorized(code: &str, name: &str) -> ApiError {
    unauthorized_code("auth.unauthorized").with_data(json!({"code": code, "name": name}))
}

/// The claims of a token that one of the tenant's keys signed.
fn verified(token: &str, keys: &Keys) -> Result<Value, ApiError> {
    let malformed = || unauthorized("ERR_JWS_INVALID", "JWSInvalid");
    let draft = jws::decode(token).map_err(|_| malformed())?;
    let algorithm = draft.header.get("alg").and_then(Value::as_str);
    match jws::verify(token, keys) {
        Ok(draft) => Ok(Value::Object(draft.claims)),
        Err(jws::Invalid::Malformed) => Err(malformed()),
        Err(jws::Invalid::Signature) => Err(unauthorized(
            "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            "JWSSignatureVerificationFailed",
        )),
        Err(jws::Invalid::UnknownKey) => Err(match algorithm {
            None => malformed(),
            Some(alg) if !is_asymmetric(alg) => {
                unauthorized("ERR_JOSE_NOT_SUPPORTED", "JOSENotSupported")
            }
            Some(_) => unauthorized("ERR_JWKS_NO_MATCHING_KEY", "JWKSNoMatchingKey"),
        }),
    }
}

/// Algorithms that a key set of public keys can serve.
fn is_asymmetric(algorithm: &str) -> bool {
    matches!(algorithm.get(..2), Some("RS" | "PS" | "ES" | "Ed"))
}

fn check_claims(claims: &Value, issuer: &str, now: Moment) -> Result<(), ApiError> {
    let failed = |claim: &str, reason: &str| {
        let mut data = json!({
            "code": "ERR_JWT_CLAIM_VALIDATION_FAILED", "name": "JWTClaimValidationFailed",
            "claim": claim, "reason": reason,
        });
        data["payload"] = claims.clone();
        Err(unauthorized_code("auth.unauthorized").with_data(data))
    };
    match claims.get("iss") {
        None => return failed("iss", "missing"),
        Some(iss) if iss != issuer => return failed("iss", "check_failed"),
        Some(_) => {}
    }
    let is_ours = |aud: &Value| {
        aud.as_array().map_or_else(
            || aud == MANAGEMENT_API,
            |list| list.iter().any(|one| one == MANAGEMENT_API),
        )
    };
    match claims.get("aud") {
        None => return failed("aud", "missing"),
        Some(aud) if !is_ours(aud) => return failed("aud", "check_failed"),
        Some(_) => {}
    }
    let expired = claims["exp"]
        .as_i64()
        .is_some_and(|exp| exp <= now.seconds() - TOLERANCE);
    if expired {
        let mut data = json!({
            "code": "ERR_JWT_EXPIRED", "name": "JWTExpired", "claim": "exp", "reason": "check_failed",
        });
        data["payload"] = claims.clone();
        return Err(unauthorized_code("auth.unauthorized").with_data(data));
    }
    Ok(())
}
