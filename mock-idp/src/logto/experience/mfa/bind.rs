//! Binding new factors, and what the person says when asked to.

use super::{
    factor::{self, Factor},
    guard,
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        experience::{
            audit,
            profile::{self, Told},
            record::{self, InteractionEvent},
            verification::{Kind, Verification},
        },
    },
};

/// Binds a factor that a verification has set up; it is stored at submit.
///
/// 404 while nobody is identified or for an unknown verification; 403 while another factor is missing; 400
/// when the factor is not allowed or not proved; 422 `user.totp_already_in_use`,
/// `session.mfa.backup_code_can_not_be_alone`, or what the profile refuses.
pub fn bind(
    state: &mut State,
    uid: &str,
    factor: Factor,
    verification_id: &str,
    now: Moment,
) -> Result<(), ApiError> {
    let told = match factor {
        Factor::EmailVerificationCode => Some(Told::Email(verification_id.to_owned())),
        Factor::PhoneVerificationCode => Some(Told::Phone(verification_id.to_owned())),
        Factor::Totp | Factor::WebAuthn | Factor::BackupCode => None,
    };
    let action = format!("BindMfa.{}.Submit", factor.name());
    audit::recorded(state, uid, now, &action, |state| {
        let experience = record::of(state, uid, now)?;
        experience.identified()?;
        if experience.event == InteractionEvent::SignIn {
            guard::guard_verified(&state.data, experience)?;
        }
        if let Some(told) = told {
            guard_allowed(state, factor)?;
            return profile::set_profile(state, uid, told, now);
        }
        match factor {
            Factor::Totp => bind_app(state, uid, verification_id, now),
            Factor::BackupCode => bind_codes(state, uid, verification_id, now),
            // Passkeys are not built: there is no verification that could set one up.
            Factor::WebAuthn | Factor::EmailVerificationCode | Factor::PhoneVerificationCode => {
                Err(record::record_not_found())
            }
        }
    })
}

fn guard_allowed(state: &State, factor: Factor) -> Result<(), ApiError> {
    if factor::of_tenant(&state.data).contains(&factor) {
        Ok(())
    } else {
        Err(ApiError::bad_request("session.mfa.mfa_factor_not_enabled"))
    }
}

fn bind_app(state: &mut State, uid: &str, id: &str, now: Moment) -> Result<(), ApiError> {
    let experience = record::of_mut(state, uid, now)?;
    let user_id = experience.identified()?.to_owned();
    let mut secret = None;
    if let Verification::Totp(totp) = &experience.record_mut(Kind::Totp, id)?.verification
        && totp.verified
    {
        secret.clone_from(&totp.new_secret);
    }
    let secret = secret.ok_or_else(|| ApiError::bad_request("session.verification_failed"))?;
    guard_allowed(state, Factor::Totp)?;
    let user = state.data.users.get(&user_id);
    if user.is_some_and(|user| user.mfa_verifications.iter().any(|v| v["type"] == "Totp")) {
        return Err(ApiError::unprocessable("user.totp_already_in_use"));
    }
    record::of_mut(state, uid, now)?.mfa.totp = Some(secret);
    Ok(())
}

fn bind_codes(state: &mut State, uid: &str, id: &str, now: Moment) -> Result<(), ApiError> {
    let experience = record::of_mut(state, uid, now)?;
    let mut codes = None;
    if let Verification::BackupCode(made) =
        &experience.record_mut(Kind::BackupCode, id)?.verification
    {
        codes.clone_from(&made.new_codes);
    }
    let codes = codes.ok_or_else(|| ApiError::not_found("session.mfa.pending_info_not_found"))?;
    guard_allowed(state, Factor::BackupCode)?;
    let experience = record::of(state, uid, now)?;
    let user = experience
        .user_id
        .as_deref()
        .and_then(|id| state.data.users.get(id));
    let has_other = experience.mfa.totp.is_some()
        || user.is_some_and(|user| {
            let had = factor::of_user(&state.data, user, Some(&experience.profile));
            had.iter().any(|factor| *factor != Factor::BackupCode)
        });
    if !has_other {
        return Err(ApiError::unprocessable(
            "session.mfa.backup_code_can_not_be_alone",
        ));
    }
    record::of_mut(state, uid, now)?.mfa.backup_codes = Some(codes);
    Ok(())
}

/// What a person says when asked for a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Wants one.
    Enable,
    /// Wants none.
    Skip,
    /// Wants no other one; not remembered beyond this experience.
    SkipSuggestion,
    /// Wants no passkey.
    SkipPasskey,
}

/// Notes what the person says.
///
/// 404 while nobody is identified; 422 `session.mfa.mfa_policy_not_user_controlled` when skipping is not
/// allowed.
pub fn choose(state: &mut State, uid: &str, choice: Choice, now: Moment) -> Result<(), ApiError> {
    let experience = record::of(state, uid, now)?;
    experience.identified()?;
    if choice == Choice::Skip {
        guard::guard_skippable(&state.data, experience)?;
    }
    let mfa = &mut record::of_mut(state, uid, now)?.mfa;
    match choice {
        Choice::Enable => (mfa.enabled, mfa.skipped) = (true, false),
        Choice::Skip => (mfa.enabled, mfa.skipped) = (false, true),
        Choice::SkipSuggestion => mfa.suggestion_skipped = true,
        Choice::SkipPasskey => mfa.passkey_skipped = true,
    }
    Ok(())
}
