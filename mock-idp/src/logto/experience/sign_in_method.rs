//! Which ways in the sign-in experience allows.

use super::{
    record::{Experience, InteractionEvent},
    sso,
    verification::{Kind, Record, Verification},
};
use crate::logto::{
    ApiError,
    model::{
        Data,
        sign_in_experience::{IdentifierType, SignInMode},
    },
};

/// 403 when the sign-in mode forbids the event. A one-time token opens registration all the same.
pub fn guard_event(
    data: &Data,
    experience: &Experience,
    event: InteractionEvent,
) -> Result<(), ApiError> {
    let has_token = || {
        let mut kinds = experience.records.iter().map(|r| r.verification.kind());
        kinds.any(|kind| kind == Kind::OneTimeToken)
    };
    let mode = data.sign_in_experience.sign_in_mode;
    let allowed = match event {
        InteractionEvent::SignIn => mode != SignInMode::Register,
        InteractionEvent::Register => mode != SignInMode::SignIn || has_token(),
        InteractionEvent::ForgotPassword => true,
    };
    if allowed {
        Ok(())
    } else {
        Err(ApiError::new(http::StatusCode::FORBIDDEN, "auth.forbidden"))
    }
}

/// Whether this verification may identify somebody for `SignIn` or `ForgotPassword`.
///
/// 403 by the sign-in mode, 422 by the method, 422 when the e-mail domain must use enterprise sign-on.
pub fn guard_identification(
    data: &Data,
    experience: &Experience,
    record: &Record,
) -> Result<(), ApiError> {
    if record.verification.kind() == Kind::OneTimeToken {
        return Ok(());
    }
    guard_event(data, experience, experience.event)?;
    if experience.event == InteractionEvent::ForgotPassword {
        return guard_forgot_password(data, &record.verification);
    }
    let enabled = match &record.verification {
        Verification::Password(identifier) => method(data, identifier.kind, false),
        Verification::Code(code) => method(data, code.identifier.kind, true),
        Verification::Social(_) | Verification::OneTimeToken { .. } => true,
        Verification::MfaCode(_)
        | Verification::NewPasswordIdentity { .. }
        | Verification::Totp(_)
        | Verification::BackupCode(_) => false,
    };
    if !enabled {
        return Err(ApiError::unprocessable("user.sign_in_method_not_enabled"));
    }
    sso::guard_email(data, &record.verification)
}

/// Whether the identifier may be used with a password (or a code).
fn method(data: &Data, identifier: IdentifierType, by_code: bool) -> bool {
    data.sign_in_experience.sign_in.methods.iter().any(|m| {
        m.identifier == identifier
            && if by_code {
                m.verification_code
            } else {
                m.password
            }
    })
}

/// Only a code can stand in for a forgotten password, and only one of the configured kinds.
fn guard_forgot_password(data: &Data, verification: &Verification) -> Result<(), ApiError> {
    let methods = data.sign_in_experience.forgot_password_methods.as_array();
    let allowed = match verification.kind() {
        kind @ (Kind::EmailVerificationCode | Kind::PhoneVerificationCode) => {
            methods.is_none_or(|methods| methods.iter().any(|m| m == kind.name()))
        }
        Kind::Password
        | Kind::MfaEmailVerificationCode
        | Kind::MfaPhoneVerificationCode
        | Kind::Social
        | Kind::NewPasswordIdentity
        | Kind::OneTimeToken
        | Kind::Totp
        | Kind::BackupCode => false,
    };
    if allowed {
        Ok(())
    } else {
        Err(ApiError::unprocessable(
            "session.not_supported_for_forgot_password",
        ))
    }
}
