//! One's second factors: authenticator apps and backup codes. Passkeys are not built.

use serde_json::{Value, json};

use super::{record, visit::Visit};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        experience::mfa::{
            Factor, backup_code,
            factor::of_tenant,
            pending::iso,
            totp::{matching_step, secret},
        },
        management::{is_totp_secret, shown_factor},
        model::User,
    },
    oidc::exchange::Reply,
};

const FIELD: &str = "mfa";
const SCOPE: &str = "identities";
/// How many backup codes there are, and how long each is.
const CODES: (usize, usize) = (10, 10);

/// Changes need a proof.
fn guard(visit: &Visit<'_>) -> Result<(), ApiError> {
    visit.guard_proved()?;
    guard_unproved(visit)
}

fn guard_unproved(visit: &Visit<'_>) -> Result<(), ApiError> {
    visit.guard_edit(FIELD)?;
    visit.guard_scope_strictly(SCOPE)
}

/// 400 unless the sign-in experience has the factor.
fn guard_factor(visit: &Visit<'_>, factor: Factor) -> Result<(), ApiError> {
    if of_tenant(visit.data()).contains(&factor) {
        Ok(())
    } else {
        Err(ApiError::bad_request("session.mfa.mfa_factor_not_enabled"))
    }
}

fn has(user: &User, factor: Factor) -> bool {
    let mut factors = user.mfa_verifications.iter();
    factors.any(|kept| kept["type"] == factor.name())
}

/// `GET /api/my-account/mfa-verifications`.
pub(super) fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    visit.guard_shown(FIELD)?;
    visit.guard_scope_strictly(SCOPE)?;
    let factors = visit.user()?.mfa_verifications.iter();
    Ok(Reply::json(factors.map(shown_factor).collect()))
}

/// `POST /api/my-account/mfa-verifications`.
pub(super) fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        match m.discriminator("type", &["Totp", "WebAuthn", "BackupCode"])? {
            "Totp" => {
                let secret = m.string("secret");
                let code = m.optional("code", super::super::api::guard::Members::string);
                Some(Said::Totp(secret?, code?))
            }
            "BackupCode" => m.strings("codes").map(Said::BackupCodes),
            _ => {
                let record = m.string("newIdentifierVerificationRecordId");
                record.map(|_| Said::Passkey)
            }
        }
    })?;
    guard(visit)?;
    match said {
        Said::Totp(secret, code) => add_totp(visit, secret, code.as_deref()),
        Said::BackupCodes(codes) => add_backup_codes(visit, &codes),
        Said::Passkey => {
            guard_factor(visit, Factor::WebAuthn)?;
            Err(record::not_found())
        }
    }
}

/// A factor that is to be added.
enum Said {
    /// Its secret, and a code where the app shall prove that it has it.
    Totp(String, Option<String>),
    BackupCodes(Vec<String>),
    Passkey,
}

fn add_totp(visit: &mut Visit<'_>, secret: String, code: Option<&str>) -> Result<Reply, ApiError> {
    guard_factor(visit, Factor::Totp)?;
    if has(visit.user()?, Factor::Totp) {
        return Err(ApiError::unprocessable("user.totp_already_in_use"));
    }
    guard_secret(visit, &secret, code)?;
    store(visit, Factor::Totp, json!({ "key": secret }))
}

/// 422 when it is no secret, 400 when the code is not its code.
fn guard_secret(visit: &Visit<'_>, secret: &str, code: Option<&str>) -> Result<(), ApiError> {
    if !is_totp_secret(secret) {
        return Err(ApiError::unprocessable("user.totp_secret_invalid"));
    }
    if code.is_some_and(|code| matching_step(secret, code, visit.now, None).is_none()) {
        return Err(ApiError::bad_request("session.mfa.invalid_totp_code"));
    }
    Ok(())
}

fn add_backup_codes(visit: &mut Visit<'_>, codes: &[String]) -> Result<Reply, ApiError> {
    guard_factor(visit, Factor::BackupCode)?;
    let user = visit.user()?;
    if has(user, Factor::BackupCode) {
        return Err(ApiError::unprocessable("user.backup_code_already_in_use"));
    }
    guard_not_alone(user)?;
    let (count, length) = CODES;
    let is_code = |code: &String| {
        code.len() == length && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if codes.len() != count || !codes.iter().all(is_code) {
        return Err(ApiError::unprocessable("user.wrong_backup_code_format"));
    }
    let kept: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
    store(visit, Factor::BackupCode, json!({ "codes": kept }))
}

/// 422: backup codes come with another factor only.
fn guard_not_alone(user: &User) -> Result<(), ApiError> {
    if user.mfa_verifications.is_empty() {
        let code = "session.mfa.backup_code_can_not_be_alone";
        return Err(ApiError::unprocessable(code));
    }
    Ok(())
}

/// Keeps a factor in place of one of the same kind.
fn store(visit: &mut Visit<'_>, factor: Factor, secret: Value) -> Result<Reply, ApiError> {
    let mut kept = json!({
        "id": visit.state.ids.long(), "createdAt": iso(visit.now), "type": factor.name(),
    });
    if let (Value::Object(kept), Value::Object(secret)) = (&mut kept, secret) {
        kept.extend(secret);
    }
    visit.change(|user| {
        let factors = &mut user.mfa_verifications;
        factors.retain(|old| old["type"] != factor.name());
        factors.push(kept);
    })?;
    Ok(no_content())
}

/// `POST /api/my-account/mfa-verifications/totp-secret/generate`.
pub(super) fn totp_secret(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    guard_unproved(visit)?;
    let secret = secret(&mut visit.state.ids);
    Ok(Reply::json(json!({ "secret": secret })))
}

/// `PUT /api/my-account/mfa-verifications/totp`: in place of the app that there is.
pub(super) fn replace_totp(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (secret, code) = visit.call.body(|m| {
        let secret = m.string("secret");
        let code = m.optional("code", super::super::api::guard::Members::string);
        Some((secret?, code?))
    })?;
    guard(visit)?;
    guard_factor(visit, Factor::Totp)?;
    guard_secret(visit, &secret, code.as_deref())?;
    store(visit, Factor::Totp, json!({ "key": secret }))
}

/// `GET /api/my-account/mfa-verifications/backup-codes`.
pub(super) fn backup_codes(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    visit.guard_proved()?;
    visit.guard_shown(FIELD)?;
    visit.guard_scope_strictly(SCOPE)?;
    let mut factors = visit.user()?.mfa_verifications.iter();
    let kept = factors.find(|factor| factor["type"] == Factor::BackupCode.name());
    let kept = kept.ok_or_else(|| ApiError::not_found("entity.not_found"))?;
    let codes = kept["codes"].as_array().into_iter().flatten();
    let codes = codes.map(|kept| json!({"code": kept["code"], "usedAt": kept["usedAt"]}));
    Ok(Reply::json(json!({ "codes": codes.collect::<Vec<_>>() })))
}

/// `POST /api/my-account/mfa-verifications/backup-codes/generate`.
pub(super) fn new_backup_codes(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    guard_unproved(visit)?;
    let codes = backup_code::codes(&mut visit.state.ids);
    Ok(Reply::json(json!({ "codes": codes })))
}

/// Where one of the user's factors is; 404.
fn position(visit: &Visit<'_>) -> Result<usize, ApiError> {
    let id = visit.call.param("id");
    let mut factors = visit.user()?.mfa_verifications.iter();
    let at = factors.position(|factor| factor["id"] == id);
    at.ok_or_else(|| ApiError::not_found("entity.not_found"))
}

/// `PATCH /api/my-account/mfa-verifications/:id/name`: for passkeys, of which there are only imported ones.
pub(super) fn rename(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let name = visit.call.body(|m| m.string("name"))?;
    guard(visit)?;
    let at = position(visit)?;
    let factor = visit.user()?.mfa_verifications.get(at);
    if factor.is_none_or(|factor| factor["type"] != Factor::WebAuthn.name()) {
        return Err(ApiError::not_found("entity.not_found"));
    }
    visit.change(|user| {
        if let Some(factor) = user.mfa_verifications.get_mut(at) {
            factor["name"] = name.into();
        }
    })?;
    Ok(no_content())
}

/// `DELETE /api/my-account/mfa-verifications/:id`.
pub(super) fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    guard(visit)?;
    let at = position(visit)?;
    visit.change(|user| {
        user.mfa_verifications.remove(at);
    })?;
    Ok(no_content())
}
