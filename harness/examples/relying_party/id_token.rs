//! What an ID token must say (OpenID Connect Core 1.0 sections 3.1.3.7 and 12.2). Pure.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{
    defects::{Defect, Defects},
    jws::Jws,
    refused::{Refused, check},
};

/// So many seconds clocks may differ.
const SKEW: i64 = 60;
/// An ID token is fetched fresh: one older than this is somebody's old one.
const OLDEST: i64 = 3600;
/// OpenID Connect Core 1.0 section 2.
const LONGEST_SUBJECT: usize = 255;

/// What a token is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    /// The provider's name.
    pub(crate) issuer: &'a str,
    /// This client.
    pub(crate) client: &'a str,
    /// What was sent, at sign-in.
    pub(crate) nonce: Option<&'a str>,
    /// Who it was before, at a refresh.
    pub(crate) subject: Option<&'a str>,
    /// What came along.
    pub(crate) access_token: &'a str,
    /// Seconds since 1970.
    pub(crate) now: i64,
}

/// How far clocks may differ.
pub(crate) fn skew(defects: &Defects) -> i64 {
    if defects.has(Defect::SkewTooWide) {
        3600
    } else if defects.has(Defect::SkewTooNarrow) {
        0
    } else {
        SKEW
    }
}

/// A claim that is a time: whole seconds, or a fraction of them.
pub(crate) fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, Refused> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "seconds; fractions are cut"
            )]
            let seconds = number
                .as_i64()
                .or_else(|| number.as_f64().map(|exact| exact as i64));
            Ok(seconds)
        }
        Some(_) => Err(Refused::because(format!("{name} is no number"))),
    }
}

/// The audiences.
pub(crate) fn audiences(claims: &Map<String, Value>) -> Vec<&str> {
    match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Checks everything that a verified token says.
pub(crate) fn check_claims(
    token: &Jws,
    expected: &Expected<'_>,
    defects: &Defects,
) -> Result<(), Refused> {
    let typ = token.says("typ").unwrap_or("JWT");
    check(
        typ.eq_ignore_ascii_case("JWT"),
        "the ID token is of another type",
    )?;
    issuer(&token.claims, expected, defects)?;
    audience(&token.claims, expected, defects)?;
    times(&token.claims, expected, defects)?;
    subject(&token.claims, expected, defects)?;
    if let Some(sent) = expected.nonce {
        nonce(&token.claims, sent, defects)?;
    }
    at_hash(token, expected, defects)
}

fn issuer(
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
    defects: &Defects,
) -> Result<(), Refused> {
    let good = match claims.get("iss") {
        None => defects.has(Defect::MissingIssuer) || defects.has(Defect::NoIssuerCheck),
        Some(Value::String(issuer)) => {
            issuer == expected.issuer
                || defects.has(Defect::NoIssuerCheck)
                || (defects.has(Defect::RefreshAnyIssuer) && expected.subject.is_some())
                || (defects.has(Defect::IssuerPrefix) && issuer.starts_with(expected.issuer))
        }
        Some(_) => false,
    };
    check(good, "the ID token is of another issuer")
}

fn audience(
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
    defects: &Defects,
) -> Result<(), Refused> {
    let all = audiences(claims);
    if all.is_empty() {
        let lenient = defects.has(Defect::MissingAudience) || defects.has(Defect::NoAudienceCheck);
        return check(lenient, "the ID token has no audience");
    }
    let refreshed = expected.subject.is_some() && defects.has(Defect::RefreshAnyAudience);
    if defects.has(Defect::NoAudienceCheck) || refreshed {
        return Ok(());
    }
    check(
        !(defects.has(Defect::AudienceArrayRejected)
            && claims.get("aud").is_some_and(Value::is_array)),
        "the ID token's audience is a list",
    )?;
    check(
        all.contains(&expected.client),
        "the ID token is for another client",
    )?;
    let azp = claims
        .get("azp")
        .map(|azp| azp.as_str().unwrap_or_default());
    check(
        all.len() == 1 || azp.is_some() || defects.has(Defect::SecondAudience),
        "the ID token is for others too and does not say whose it is",
    )?;
    check(
        azp.is_none_or(|azp| azp == expected.client) || defects.has(Defect::ForeignAzp),
        "the ID token was issued to another client",
    )
}

fn times(
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
    defects: &Defects,
) -> Result<(), Refused> {
    let skew = skew(defects);
    let now = expected.now;
    match time(claims, "exp")? {
        None => check(
            defects.has(Defect::MissingExpiry) || defects.has(Defect::NoExpiryCheck),
            "the ID token has no exp",
        )?,
        Some(exp) => check(
            exp.saturating_add(skew) > now
                || defects.has(Defect::NoExpiryCheck)
                || (defects.has(Defect::RefreshExpired) && expected.subject.is_some()),
            "the ID token has expired",
        )?,
    }
    match time(claims, "iat")? {
        None => check(defects.has(Defect::MissingIat), "the ID token has no iat")?,
        Some(iat) => {
            // A refresh follows from our own session; how far its clock is off is not asked again.
            check(
                expected.subject.is_some() || iat <= now.saturating_add(skew),
                "the ID token comes from the future",
            )?;
            check(
                iat.saturating_add(OLDEST + skew) > now || defects.has(Defect::OldIdToken),
                "the ID token was issued too long ago",
            )?;
        }
    }
    check(
        time(claims, "nbf")?.is_none_or(|nbf| nbf <= now.saturating_add(skew))
            || defects.has(Defect::NoNbfCheck),
        "the ID token is not good yet",
    )
}

fn subject(
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
    defects: &Defects,
) -> Result<(), Refused> {
    match claims.get("sub") {
        None if defects.has(Defect::MissingSubject) => Ok(()),
        Some(Value::String(subject)) => {
            let longest = if defects.has(Defect::LongValues) {
                64
            } else {
                LONGEST_SUBJECT
            };
            check(
                !subject.is_empty() && subject.chars().count() <= longest,
                "the ID token's sub is empty or too long",
            )?;
            check(
                expected.subject.is_none_or(|before| before == subject)
                    || defects.has(Defect::RefreshAnySubject),
                "the ID token is about another person than before",
            )
        }
        Some(_) if defects.has(Defect::AnyClaimType) => Ok(()),
        _ => Err(Refused::because("the ID token has no sub")),
    }
}

fn nonce(claims: &Map<String, Value>, sent: &str, defects: &Defects) -> Result<(), Refused> {
    let good = match claims.get("nonce") {
        None => defects.has(Defect::MissingNonce) || defects.has(Defect::NoNonceCheck),
        Some(nonce) => nonce == sent || defects.has(Defect::NoNonceCheck),
    };
    check(good, "the ID token's nonce is not the one that was sent")
}

/// OpenID Connect Core 1.0 section 3.1.3.8: where there is one, it must be right.
fn at_hash(token: &Jws, expected: &Expected<'_>, defects: &Defects) -> Result<(), Refused> {
    let Some(said) = token.claims.get("at_hash") else {
        return Ok(());
    };
    let algorithm = match token.says("alg") {
        Some("ES384") => &digest::SHA384,
        _ => &digest::SHA256,
    };
    let hash = digest::digest(algorithm, expected.access_token.as_bytes());
    let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    check(
        *said == URL_SAFE_NO_PAD.encode(left) || defects.has(Defect::NoAtHashCheck),
        "the ID token belongs to another access token",
    )
}
