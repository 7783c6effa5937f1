//! Authenticator apps: time-based one-time passwords (RFC 6238) with SHA-1, six digits, 30 seconds.

use aws_lc_rs::hmac;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::pending::iso;
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        experience::{
            audit, record,
            sentinel::{self, Pool},
            verification::{Kind, Record, Totp, Verification},
        },
        model::User,
    },
};

const STEP: i64 = 30;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A set-up that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSecret {
    /// The id of the verification.
    pub verification_id: String,
    /// The secret, base32 (RFC 4648 section 6).
    pub secret: String,
    /// The address that authenticator apps read from the QR code.
    pub uri: String,
}

/// Makes a secret for the identified user. `issuer` is the name that the app shows: Logto's host.
///
/// 404 while nobody is identified.
pub fn new_secret(
    state: &mut State,
    uid: &str,
    issuer: &str,
    now: Moment,
) -> Result<NewSecret, ApiError> {
    audit::recorded(state, uid, now, "Verification.Totp.Create", |state| {
        let user_id = record::of(state, uid, now)?.identified()?;
        let user = state
            .data
            .users
            .get(user_id)
            .ok_or_else(record::not_identified)?;
        let label = label(user);
        let secret = secret(&mut state.ids);
        let uri = key_uri(issuer, &label, &secret);
        let id = state.ids.long();
        record::of_mut(state, uid, now)?.keep(Record {
            id: id.clone(),
            verification: Verification::Totp(Totp {
                new_secret: Some(secret.clone()),
                verified: false,
            }),
        });
        Ok(NewSecret {
            verification_id: id,
            secret,
            uri,
        })
    })
}

/// Takes a code: of the secret that is being set up when `verification_id` is given, else of the user's app.
/// Answers the id of the verification.
///
/// 404 while nobody is identified or for an unknown verification; 400 `session.mfa.invalid_totp_code`.
pub fn verify(
    state: &mut State,
    uid: &str,
    code: &str,
    verification_id: Option<&str>,
    now: Moment,
) -> Result<String, ApiError> {
    audit::recorded(state, uid, now, "Verification.Totp.Submit", |state| {
        let user_id = record::of(state, uid, now)?.identified()?.to_owned();
        if let Some(id) = verification_id {
            let record = record::of_mut(state, uid, now)?.record_mut(Kind::Totp, id)?;
            if let Verification::Totp(totp) = &mut record.verification {
                let secret = totp.new_secret.as_deref().unwrap_or_default();
                matching_step(secret, code, now, None).ok_or_else(invalid)?;
                totp.verified = true;
            }
            return Ok(id.to_owned());
        }
        sentinel::watched(state, Pool::Totp, &user_id, now, |state| {
            let result = state
                .data
                .users
                .update(&user_id, |user| use_app(user, code, now));
            result.unwrap_or_else(|| Err(record::not_identified()))
        })?;
        let id = state.ids.long();
        record::of_mut(state, uid, now)?.keep(Record {
            id: id.clone(),
            verification: Verification::Totp(Totp {
                new_secret: None,
                verified: true,
            }),
        });
        Ok(id)
    })
}

fn invalid() -> ApiError {
    ApiError::bad_request("session.mfa.invalid_totp_code")
}

/// Takes a code of the user's app; each counts once.
fn use_app(user: &mut User, code: &str, now: Moment) -> Result<(), ApiError> {
    let mut verifications = user.mfa_verifications.iter_mut();
    let app = verifications
        .find(|v| v["type"] == "Totp")
        .ok_or_else(invalid)?;
    let secret = app["key"].as_str().unwrap_or_default();
    let last = app["lastUsedTimeStep"].as_i64();
    let step = matching_step(secret, code, now, last).ok_or_else(invalid)?;
    app["lastUsedTimeStep"] = step.into();
    app["lastUsedAt"] = iso(now).into();
    Ok(())
}

/// The step of now, or one before or after, whose code this is; one after `last`.
pub fn matching_step(secret: &str, code: &str, now: Moment, last: Option<i64>) -> Option<i64> {
    let key = decode(secret)?;
    let step = now.seconds().div_euclid(STEP);
    [step, step - 1, step + 1]
        .into_iter()
        .filter(|step| last.is_none_or(|last| *step > last))
        .find(|step| self::code(&key, *step) == code)
}

/// The code that an app with this secret shows at a moment.
pub fn code_at(secret: &str, at: Moment) -> Option<String> {
    Some(code(&decode(secret)?, at.seconds().div_euclid(STEP)))
}

/// The code of a step (RFC 4226 section 5.3).
fn code(key: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let digest = tag.as_ref();
    let at = usize::from(digest[digest.len() - 1] & 15);
    let bytes = [
        digest[at] & 0x7f,
        digest[at + 1],
        digest[at + 2],
        digest[at + 3],
    ];
    format!("{:06}", u32::from_be_bytes(bytes) % 1_000_000)
}

/// A new secret: 20 bytes, base32.
pub fn secret(ids: &mut crate::base::ids::Ids) -> String {
    let mut bytes = [0; 20];
    ids.fill(&mut bytes);
    let mut text = String::with_capacity(32);
    for chunk in bytes.chunks(5) {
        let group = chunk
            .iter()
            .fold(0_u64, |group, byte| group << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            let digit = (group >> (5 * place)) & 31;
            text.push(char::from(BASE32[usize::try_from(digit).unwrap_or(0)]));
        }
    }
    text
}

/// The bytes of base32 text.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut group, mut bits) = (0_u32, 0);
    for character in text.trim_end_matches('=').bytes() {
        let digit = BASE32
            .iter()
            .position(|c| *c == character.to_ascii_uppercase())?;
        group = group << 5 | u32::try_from(digit).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(group >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// Whom the app shows the code for.
fn label(user: &User) -> String {
    let names = [
        &user.username,
        &user.primary_email,
        &user.primary_phone,
        &user.name,
    ];
    let name = names.into_iter().flatten().next();
    name.cloned().unwrap_or_else(|| "Unnamed User".into())
}

/// The address that authenticator apps read.
pub fn key_uri(issuer: &str, label: &str, secret: &str) -> String {
    let issuer = utf8_percent_encode(issuer, NON_ALPHANUMERIC);
    let label = utf8_percent_encode(label, NON_ALPHANUMERIC);
    format!(
        "otpauth://totp/{issuer}:{label}?secret={secret}&period={STEP}&digits=6&algorithm=SHA1&issuer={issuer}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::Ids;

    #[test]
    fn the_vectors_of_rfc_6238() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            let now = Moment::from_seconds(seconds);
            assert!(
                matching_step(secret, code, now, None).is_some(),
                "{seconds}"
            );
            let step = seconds / STEP;
            assert_eq!(
                matching_step(secret, code, now, Some(step)),
                None,
                "used already"
            );
            assert!(matching_step(secret, code, now.plus_seconds(30), None).is_some());
            assert_eq!(
                matching_step(secret, code, now.plus_seconds(90), None),
                None
            );
        }
    }

    #[test]
    fn secrets_are_base32_of_20_bytes() {
        let secret = secret(&mut Ids::seeded(1));
        assert_eq!(secret.len(), 32);
        assert_eq!(decode(&secret).map(|bytes| bytes.len()), Some(20));
        assert_eq!(decode("a1"), None);
    }
}
