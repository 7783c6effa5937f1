//! Second factors of users, as an administrator sees and sets them.

use serde_json::{Map, Value, json};

use super::{
    super::{
        entity,
        route::{Routes, Visit},
        webhooks,
    },
    changed, named,
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        experience::mfa::{qr_code, totp},
        model::User,
    },
    oidc::exchange::Reply,
};

/// How many backup codes there are.
const CODES: usize = 10;
/// How long a backup code is.
const CODE_LENGTH: usize = 10;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/users/:userId/mfa-verifications", list);
    routes.post("/users/:userId/mfa-verifications", create);
    routes.delete("/users/:userId/mfa-verifications/:verificationId", delete);
}

/// A factor without its secret.
pub(in super::super::super) fn shown(factor: &Value) -> Value {
    let mut members = Map::new();
    for name in ["id", "createdAt", "type", "agent", "name"] {
        if let Some(value) = factor.get(name) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(codes) = factor["codes"].as_array() {
        let left = codes.iter().filter(|code| code["usedAt"].is_null()).count();
        members.insert("remainCodes".into(), left.into());
    }
    if let Some(at) = factor.get("lastUsedAt") {
        members.insert("lastUsedAt".into(), at.clone());
    }
    members.into()
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let factors = named(visit)?.mfa_verifications.iter();
    Ok(Reply::json(factors.map(shown).collect()))
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (kind, secret, codes) = visit.call.body(|m| {
        let kind = m.discriminator("type", &["Totp", "BackupCode"])?;
        if kind == "Totp" {
            let secret = m.optional("secret", crate::logto::api::guard::Members::string)?;
            Some((kind, secret, None))
        } else {
            let codes = m.optional("codes", crate::logto::api::guard::Members::strings)?;
            Some((kind, None, codes))
        }
    })?;
    named(visit)?;
    if kind == "Totp" {
        create_totp(visit, secret)
    } else {
        create_backup_codes(visit, codes)
    }
}

fn has(user: &User, kind: &str) -> bool {
    user.mfa_verifications
        .iter()
        .any(|factor| factor["type"] == kind)
}

/// 16 to 32 characters of base32 (RFC 4648 section 6).
pub(in crate::logto) fn is_secret(text: &str) -> bool {
    let is_digit = |byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7');
    (16..=32).contains(&text.len()) && text.bytes().all(is_digit)
}

fn create_totp(visit: &mut Visit<'_>, secret: Option<String>) -> Result<Reply, ApiError> {
    let user = named(visit)?;
    if has(user, "Totp") {
        return Err(ApiError::unprocessable("user.totp_already_in_use"));
    }
    if secret.as_ref().is_some_and(|secret| !is_secret(secret)) {
        return Err(ApiError::unprocessable("user.totp_secret_invalid"));
    }
    let names = [
        &user.username,
        &user.primary_email,
        &user.primary_phone,
        &user.name,
    ];
    let label = names
        .into_iter()
        .flatten()
        .next()
        .unwrap_or(&user.id)
        .clone();
    let secret = secret.unwrap_or_else(|| totp::secret(&mut visit.state.ids));
    let origin = &visit.call.request.origin;
    let issuer = origin
        .split_once("://")
        .map_or(origin.as_str(), |(_, host)| host);
    let picture = qr_code::data_uri(&totp::key_uri(issuer, &label, &secret));
    add(visit, "Totp", json!({ "key": secret }))?;
    Ok(Reply::json(json!({
        "type": "Totp", "secret": secret, "secretQrCode": picture,
    })))
}

fn create_backup_codes(
    visit: &mut Visit<'_>,
    codes: Option<Vec<String>>,
) -> Result<Reply, ApiError> {
    let user = named(visit)?;
    if has(user, "BackupCode") {
        return Err(ApiError::unprocessable("user.backup_code_already_in_use"));
    }
    if user.mfa_verifications.is_empty() {
        let code = "session.mfa.backup_code_can_not_be_alone";
        return Err(ApiError::unprocessable(code));
    }
    let is_code = |code: &String| {
        code.len() == CODE_LENGTH && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if codes
        .as_ref()
        .is_some_and(|codes| codes.len() != CODES || !codes.iter().all(is_code))
    {
        return Err(ApiError::unprocessable("user.wrong_backup_code_format"));
    }
    let codes = match codes {
        Some(codes) => codes,
        None => (0..CODES)
            .map(|_| visit.state.ids.hex(CODE_LENGTH))
            .collect(),
    };
    let kept: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
    add(visit, "BackupCode", json!({ "codes": kept }))?;
    Ok(Reply::json(json!({ "type": "BackupCode", "codes": codes })))
}

fn add(visit: &mut Visit<'_>, kind: &str, secret: Value) -> Result<(), ApiError> {
    let mut factor = json!({
        "id": visit.state.ids.long(), "createdAt": webhooks::iso(visit.now), "type": kind,
    });
    if let (Value::Object(factor), Value::Object(secret)) = (&mut factor, secret) {
        factor.extend(secret);
    }
    let info = changed(visit, |user| {
        user.mfa_verifications.push(factor);
        user.to_info()
    })?;
    visit.occasion("User.Data.Updated", info);
    Ok(())
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("verificationId").to_owned();
    let factors = &named(visit)?.mfa_verifications;
    let at = factors
        .iter()
        .position(|factor| factor["id"] == id.as_str());
    let at = at.ok_or_else(entity::not_found)?;
    let info = changed(visit, |user| {
        user.mfa_verifications.remove(at);
        user.to_info()
    })?;
    visit.occasion("User.Data.Updated", info);
    Ok(no_content())
}
