//! When a second factor is asked for, and when a new one must be bound.

use serde_json::{Value, json};

use super::factor::{self, Factor};
use crate::logto::{
    ApiError,
    experience::{
        record::{Experience, InteractionEvent},
        verification::Verification,
    },
    model::{Data, User, sign_in_experience::IdentifierType},
};

/// Whether the tenant's policy lets nobody skip.
fn is_mandatory(data: &Data) -> bool {
    data.sign_in_experience.mfa["policy"]
        .as_str()
        .is_some_and(|policy| policy.ends_with("Mandatory"))
}

/// Whether an organization of the user demands a second factor and the tenant enforces that.
fn is_demanded_by_organization(data: &Data, user: &User) -> bool {
    data.sign_in_experience.mfa["organizationRequiredMfaPolicy"] == "Mandatory"
        && data
            .organizations
            .iter()
            .filter(|organization| organization.is_mfa_required)
            .any(|o| o.members.iter().any(|m| m.user_id == user.id))
}

fn user<'a>(data: &'a Data, experience: &Experience) -> Result<&'a User, ApiError> {
    let id = experience.identified()?;
    data.users
        .get(id)
        .ok_or_else(crate::logto::experience::record::not_identified)
}

/// 404 while nobody is identified; 403 `session.mfa.require_mfa_verification` while the user has a second
/// factor and has not proved one.
pub fn guard_verified(data: &Data, experience: &Experience) -> Result<(), ApiError> {
    let user = user(data, experience)?;
    let factors = factor::of_user(data, user, None);
    let setting = |name: &str| {
        user.logto_config
            .get("mfa")
            .map_or(&Value::Null, |mfa| &mfa[name])
    };
    let turned_off = *setting("enabled") == false || *setting("skipMfaOnSignIn") == true;
    if factors.is_empty() || (turned_off && !is_mandatory(data)) {
        return Ok(());
    }
    let proved = experience
        .records
        .iter()
        .filter_map(|record| proved(&record.verification))
        .any(|factor| factors.contains(&factor));
    if proved {
        return Ok(());
    }
    Err(ApiError::new(
        http::StatusCode::FORBIDDEN,
        "session.mfa.require_mfa_verification",
    )
    .with_data(json!({
        "availableFactors": factor::names(&factors),
        "maskedIdentifiers": factor::masked_identifiers(user, &factors),
    })))
}

/// 422 when the person may not do without a second factor.
pub fn guard_skippable(data: &Data, experience: &Experience) -> Result<(), ApiError> {
    let user = user(data, experience)?;
    if is_mandatory(data) || is_demanded_by_organization(data, user) {
        return Err(ApiError::unprocessable(
            "session.mfa.mfa_policy_not_user_controlled",
        ));
    }
    Ok(())
}

/// The factor that a verification proves. Setting one up proves nothing.
fn proved(verification: &Verification) -> Option<Factor> {
    match verification {
        Verification::Totp(totp) => {
            (totp.verified && totp.new_secret.is_none()).then_some(Factor::Totp)
        }
        Verification::BackupCode(backup) => backup.used.as_ref().map(|_| Factor::BackupCode),
        Verification::MfaCode(code) => code.verified.then_some(match code.identifier.kind {
            IdentifierType::Phone => Factor::PhoneVerificationCode,
            IdentifierType::Email | IdentifierType::Username => Factor::EmailVerificationCode,
        }),
        Verification::Password(_)
        | Verification::Code(_)
        | Verification::Social(_)
        | Verification::NewPasswordIdentity { .. }
        | Verification::OneTimeToken { .. } => None,
    }
}

/// 422 `user.passkey_preferred` where passkeys are for signing in and the user has none.
pub fn guard_passkey(data: &Data, experience: &Experience) -> Result<(), ApiError> {
    let user = user(data, experience)?;
    let settings = &data.sign_in_experience.passkey_sign_in;
    let skipped = experience.mfa.passkey_skipped
        || user
            .logto_config
            .get("passkeySignIn")
            .is_some_and(|passkey| passkey["skipped"] == true);
    let has_one = user
        .mfa_verifications
        .iter()
        .any(|v| v["type"] == "WebAuthn");
    if settings["enabled"] == true && !skipped && !has_one {
        return Err(ApiError::unprocessable("user.passkey_preferred"));
    }
    Ok(())
}

/// 400 when a factor that waits to be stored is no longer allowed.
pub fn guard_available(data: &Data, experience: &Experience) -> Result<(), ApiError> {
    let allowed = factor::of_tenant(data);
    let pending = &experience.mfa;
    let totp_gone = pending.totp.is_some() && !allowed.contains(&Factor::Totp);
    let codes_gone = pending.backup_codes.is_some() && !allowed.contains(&Factor::BackupCode);
    if totp_gone || codes_gone {
        return Err(ApiError::bad_request("session.mfa.mfa_factor_not_enabled"));
    }
    Ok(())
}

/// 422 while the user lacks a second factor that the policy wants: `user.suggest_mfa` where it may be
/// skipped and nobody asked yet, `user.missing_mfa`, `session.mfa.backup_code_required`.
pub fn guard_fulfilled(data: &Data, experience: &Experience) -> Result<(), ApiError> {
    let user = user(data, experience)?;
    let tenant = factor::of_tenant(data);
    let policy = data.sign_in_experience.mfa["policy"]
        .as_str()
        .unwrap_or_default();
    let demanded = is_demanded_by_organization(data, user);
    let no_skip = is_mandatory(data) || demanded;
    let setting = |name: &str| {
        let mfa = user.logto_config.get("mfa");
        mfa.is_some_and(|mfa| mfa[name] == true)
    };
    let skipped = experience.mfa.skipped || setting("skipped");
    let not_now = experience.event == InteractionEvent::Register
        && policy.starts_with("PromptOnlyAtSignIn")
        && !demanded;
    if tenant.is_empty() || (policy == "NoPrompt" && !demanded) || (skipped && !no_skip) || not_now
    {
        return Ok(());
    }
    let bindable = factor::to_bind(data);
    let mut bound = factor::of_user(data, user, Some(&experience.profile));
    bound.extend(experience.mfa.totp.as_ref().map(|_| Factor::Totp));
    bound.extend(
        experience
            .mfa
            .backup_codes
            .as_ref()
            .map(|_| Factor::BackupCode),
    );
    if !bindable.iter().any(|factor| bound.contains(factor)) {
        return Err(missing(
            &bindable,
            no_skip,
            experience.mfa.enabled || setting("enabled"),
        ));
    }
    suggest(data, experience, user, &bindable)?;
    if tenant.contains(&Factor::BackupCode) && !bound.contains(&Factor::BackupCode) {
        return Err(ApiError::unprocessable("session.mfa.backup_code_required"));
    }
    Ok(())
}

fn missing(bindable: &[Factor], no_skip: bool, wanted: bool) -> ApiError {
    let available = factor::names(bindable);
    if no_skip {
        return ApiError::unprocessable("user.missing_mfa")
            .with_data(json!({"availableFactors": available}));
    }
    if !wanted {
        return ApiError::unprocessable("user.suggest_mfa");
    }
    ApiError::unprocessable("user.missing_mfa")
        .with_data(json!({"availableFactors": available, "skippable": true}))
}

/// 422 `session.mfa.suggest_additional_mfa`: who registered by e-mail or phone, and has no other factor than
/// that, is offered another one once.
fn suggest(
    data: &Data,
    experience: &Experience,
    user: &User,
    bindable: &[Factor],
) -> Result<(), ApiError> {
    let pending = &experience.mfa;
    let had = factor::of_user(data, user, Some(&experience.profile));
    let signs_up_by = |name: &str| {
        let sign_up = &data.sign_in_experience.sign_up;
        let list = |key: &str| sign_up[key].as_array().cloned().unwrap_or_default();
        list("identifiers").iter().any(|i| i == name)
            || list("secondaryIdentifiers")
                .iter()
                .any(|i| i["identifier"] == name || i["identifier"] == "emailOrPhone")
    };
    let by_email = had.contains(&Factor::EmailVerificationCode);
    let by_phone = had.contains(&Factor::PhoneVerificationCode);
    let others = bindable.iter().any(|factor| !had.contains(factor));
    let offered = experience.event == InteractionEvent::Register
        && (by_email || by_phone)
        && (!by_email || signs_up_by("email"))
        && (!by_phone || signs_up_by("phone"))
        && others
        && !pending.suggestion_skipped
        && pending.totp.is_none()
        && pending.backup_codes.is_none();
    if !offered {
        return Ok(());
    }
    Err(
        ApiError::unprocessable("session.mfa.suggest_additional_mfa").with_data(json!({
            "availableFactors": factor::names(bindable),
            "maskedIdentifiers": factor::masked_identifiers(user, &had),
            "isWebAuthnUsedAsSignInPasskey": false,
            "skippable": true,
            "suggestion": true,
        })),
    )
}
