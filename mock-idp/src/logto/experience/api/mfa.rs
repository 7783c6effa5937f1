//! Second factors over the API.

use serde_json::json;

use super::visit;
use crate::{
    logto::{
        ApiError, App,
        api::{Call, Members, no_content},
        experience::{
            mfa::{self, Choice, Factor, backup_code, qr_code, totp},
            record,
        },
    },
    oidc::exchange::Reply,
};

/// 200 with the id of the verification.
fn proved(id: &str) -> Reply {
    Reply::json(json!({"verificationId": id}))
}

/// `POST …/verification/totp/secret`.
pub(super) fn totp_secret(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let origin = call.request.origin.split("://").last().unwrap_or_default();
        let issuer = origin.rsplit_once(':').map_or(origin, |(host, _)| host);
        let new = totp::new_secret(visit.state, &visit.uid, issuer, visit.now)?;
        let picture = qr_code::data_uri(&new.uri).ok_or_else(ApiError::internal)?;
        Ok(Reply::json(json!({
            "verificationId": new.verification_id,
            "secret": new.secret,
            "secretQrCode": picture,
        })))
    })
}

/// `POST …/verification/totp/verify`.
pub(super) fn totp_verify(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (code, id) = call.body(|members| {
            let code = members.filled("code");
            let id = members.optional("verificationId", Members::string);
            Some((code?, id?))
        })?;
        totp::verify(visit.state, &visit.uid, &code, id.as_deref(), visit.now).map(|id| proved(&id))
    })
}

/// `POST …/verification/backup-code/generate`.
pub(super) fn backup_codes(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let (id, codes) = backup_code::generate(visit.state, &visit.uid, visit.now)?;
        Ok(Reply::json(json!({"verificationId": id, "codes": codes})))
    })
}

/// `POST …/verification/backup-code/verify`.
pub(super) fn backup_code_verify(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let code = call.body(|members| members.filled("code"))?;
        backup_code::verify(visit.state, &visit.uid, &code, visit.now).map(|id| proved(&id))
    })
}

/// `POST /api/experience/profile/mfa`.
pub(super) fn bind(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let kinds = [
            "Totp",
            "WebAuthn",
            "BackupCode",
            "EmailVerificationCode",
            "PhoneVerificationCode",
        ];
        let (factor, id) = call.body(|members| {
            let kind = members.choice("type", &kinds);
            let id = members.string("verificationId");
            Some((Factor::of_name(kind?)?, id?))
        })?;
        mfa::bind(visit.state, &visit.uid, factor, &id, visit.now)?;
        Ok(no_content())
    })
}

fn choose(app: &App, call: &Call, choice: Choice) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        mfa::choose(visit.state, &visit.uid, choice, visit.now)?;
        Ok(no_content())
    })
}

/// `POST /api/experience/profile/mfa/mfa-enabled`.
pub(super) fn enable(app: &App, call: &Call) -> Result<Reply, ApiError> {
    choose(app, call, Choice::Enable)
}

/// `POST /api/experience/profile/mfa/mfa-skipped`.
pub(super) fn skip(app: &App, call: &Call) -> Result<Reply, ApiError> {
    choose(app, call, Choice::Skip)
}

/// `POST /api/experience/profile/mfa/mfa-suggestion-skipped`.
pub(super) fn skip_suggestion(app: &App, call: &Call) -> Result<Reply, ApiError> {
    choose(app, call, Choice::SkipSuggestion)
}

/// `POST /api/experience/profile/mfa/passkey-skipped`.
pub(super) fn skip_passkey(app: &App, call: &Call) -> Result<Reply, ApiError> {
    choose(app, call, Choice::SkipPasskey)
}
