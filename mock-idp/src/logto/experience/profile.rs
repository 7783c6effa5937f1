//! What the person tells of themselves during an experience.
//!
//! It waits in the experience: identification (Register) or submit stores it. It is checked when it is
//! told and again when it is stored.

use serde_json::{Map, Value};

use super::{
    audit, blocklist, mfa, password_digest, password_policy,
    record::{self, Experience, InteractionEvent, PendingProfile},
    social, sso, username_policy,
    verification::{Kind, Verification},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        model::{Data, User, sign_in_experience::IdentifierType},
    },
};

/// Something that the person tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A user name.
    Username(String),
    /// A password.
    Password(String),
    /// A proved e-mail address: the id of the verification.
    Email(String),
    /// A proved phone number: the id of the verification.
    Phone(String),
    /// An account at another provider: the id of the verification.
    Social(String),
    /// Custom profile fields.
    ExtraProfile(Map<String, Value>),
}

/// Adds to the pending profile.
///
/// 400 when a password is being reset; 404 in `SignIn` while nobody is identified, 404 for an unknown
/// verification; 403 while a second factor is missing; 422 when somebody else has it, when the account
/// has one already, or when a policy is against it.
pub fn set_profile(state: &mut State, uid: &str, told: Told, now: Moment) -> Result<(), ApiError> {
    audit::recorded(state, uid, now, "Profile.Update", |state| {
        let experience = record::of(state, uid, now)?;
        match experience.event {
            InteractionEvent::ForgotPassword => {
                return Err(ApiError::bad_request(
                    "session.not_supported_for_forgot_password",
                ));
            }
            InteractionEvent::SignIn => mfa::guard_verified(&state.data, experience)?,
            InteractionEvent::Register => {}
        }
        let news = checked(&state.data, experience, told)?;
        record::of_mut(state, uid, now)?.profile.set(news);
        Ok(())
    })
}

fn checked(data: &Data, experience: &Experience, told: Told) -> Result<PendingProfile, ApiError> {
    let sie = &data.sign_in_experience;
    let news = match told {
        Told::Username(username) => {
            username_policy::guard(&sie.username_policy, &username)?;
            PendingProfile {
                username: Some(username),
                ..PendingProfile::default()
            }
        }
        Told::Password(password) => {
            guard_password(data, experience, &password)?;
            PendingProfile {
                password: Some(password),
                ..PendingProfile::default()
            }
        }
        Told::Email(id) => return proved(data, experience, &id, Kind::EmailVerificationCode),
        Told::Phone(id) => return proved(data, experience, &id, Kind::PhoneVerificationCode),
        Told::Social(id) => return proved(data, experience, &id, Kind::Social),
        Told::ExtraProfile(values) => return Ok(extra_profile(values)),
    };
    guard_available(data, experience, &news)?;
    Ok(news)
}

/// What a verification proves, as a profile.
fn proved(
    data: &Data,
    experience: &Experience,
    id: &str,
    kind: Kind,
) -> Result<PendingProfile, ApiError> {
    let record = experience.record(id)?;
    if record.verification.kind() != kind {
        return Err(record::record_not_found());
    }
    sso::guard_email(data, &record.verification)?;
    blocklist::guard_email(data, &record.verification)?;
    let news = of_verification(data, &record.verification)?;
    guard_available(data, experience, &news)?;
    let Verification::Social(visit) = &record.verification else {
        return Ok(news);
    };
    // What the other provider says of the person gives way to what the person told.
    let mut all = social::synced(data, visit, experience.user_id.is_none())?;
    all.set(experience.profile.clone());
    all.set(news);
    Ok(all)
}

/// The profile that a verification stands for; 400 when it is not proved or can make no account.
pub(super) fn of_verification(
    data: &Data,
    verification: &Verification,
) -> Result<PendingProfile, ApiError> {
    let mut profile = PendingProfile::default();
    match verification {
        Verification::Code(code) if code.verified => {
            let value = Some(code.identifier.value.clone());
            match code.identifier.kind {
                IdentifierType::Phone => profile.primary_phone = value,
                IdentifierType::Email | IdentifierType::Username => profile.primary_email = value,
            }
        }
        Verification::NewPasswordIdentity { username, password } => {
            profile.username = Some(username.clone());
            profile.password = Some(password.clone());
        }
        Verification::OneTimeToken {
            email,
            jit_organization_ids,
        } => {
            profile.primary_email = Some(email.clone());
            profile
                .jit_organization_ids
                .clone_from(jit_organization_ids);
        }
        Verification::Social(visit) => {
            profile.social_identity = Some(social::identity(data, visit)?);
        }
        Verification::Code(_)
        | Verification::MfaCode(_)
        | Verification::Password(_)
        | Verification::Totp(_)
        | Verification::BackupCode(_) => {
            return Err(ApiError::bad_request("session.verification_failed"));
        }
    }
    Ok(profile)
}

/// 422 when the account has one already, or somebody else has it.
pub(super) fn guard_available(
    data: &Data,
    experience: &Experience,
    profile: &PendingProfile,
) -> Result<(), ApiError> {
    let user = experience
        .user_id
        .as_deref()
        .and_then(|id| data.users.get(id));
    if let Some(user) = user {
        guard_not_had(user, profile)?;
    }
    guard_unique(data, profile)
}

fn guard_not_had(user: &User, profile: &PendingProfile) -> Result<(), ApiError> {
    let has_target = |target: &str| user.identities.contains_key(target);
    let identity = profile.social_identity.as_ref();
    let checks = [
        (
            "username_exists_in_profile",
            profile.username.is_some() && user.username.is_some(),
        ),
        (
            "email_exists_in_profile",
            profile.primary_email.is_some() && user.primary_email.is_some(),
        ),
        (
            "phone_exists_in_profile",
            profile.primary_phone.is_some() && user.primary_phone.is_some(),
        ),
        (
            "social_account_exists_in_profile",
            identity.is_some_and(|i| has_target(&i.target)),
        ),
        (
            "password_exists_in_profile",
            profile.password.is_some() && user.password.is_some(),
        ),
    ];
    refuse(checks)
}

fn guard_unique(data: &Data, profile: &PendingProfile) -> Result<(), ApiError> {
    let username = profile.username.as_deref();
    let email = profile.primary_email.as_deref();
    let phone = profile.primary_phone.as_deref();
    let identity = profile.social_identity.as_ref();
    let checks = [
        (
            "username_already_in_use",
            username.is_some_and(|u| data.user_by_username(u).is_some()),
        ),
        (
            "email_already_in_use",
            email.is_some_and(|e| data.user_by_email(e).is_some()),
        ),
        (
            "phone_already_in_use",
            phone.is_some_and(|p| data.user_by_phone(p).is_some()),
        ),
        (
            "identity_already_in_use",
            identity.is_some_and(|i| data.user_by_identity(&i.target, &i.user.id).is_some()),
        ),
    ];
    refuse(checks)
}

fn refuse<const N: usize>(checks: [(&str, bool); N]) -> Result<(), ApiError> {
    match checks.into_iter().find(|(_, broken)| *broken) {
        None => Ok(()),
        Some((name, _)) => Err(ApiError::unprocessable(format!("user.{name}"))),
    }
}

/// 422: somebody has that user name.
pub(super) fn username_in_use() -> ApiError {
    ApiError::unprocessable("user.username_already_in_use")
}

/// 422 when the password is against the policy or the one that the user has.
fn guard_password(data: &Data, experience: &Experience, password: &str) -> Result<(), ApiError> {
    let user = experience
        .user_id
        .as_deref()
        .and_then(|id| data.users.get(id));
    let pending = &experience.profile;
    let of_user = |member: fn(&User) -> &Option<String>| user.and_then(|user| member(user).clone());
    let info = password_policy::UserInfo {
        name: of_user(|u| &u.name).or(pending.name.clone()),
        username: of_user(|u| &u.username).or(pending.username.clone()),
        email: of_user(|u| &u.primary_email).or(pending.primary_email.clone()),
        phone: of_user(|u| &u.primary_phone).or(pending.primary_phone.clone()),
    };
    password_policy::guard(&data.sign_in_experience.password_policy, password, &info)?;
    let kept = user.and_then(|user| user.password.as_ref());
    if kept.is_some_and(|kept| password_digest::matches(kept, password)) {
        return Err(ApiError::unprocessable("user.same_password"));
    }
    Ok(())
}

/// Custom profile fields, sorted into what Logto keeps where.
fn extra_profile(values: Map<String, Value>) -> PendingProfile {
    const PROFILE: [&str; 11] = [
        "familyName",
        "givenName",
        "middleName",
        "nickname",
        "preferredUsername",
        "profile",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
    ];
    let mut profile = PendingProfile::default();
    for (name, value) in values {
        match (name.as_str(), &value) {
            ("name", Value::String(text)) => profile.name = Some(text.clone()),
            ("avatar", Value::String(text)) => profile.avatar = Some(text.clone()),
            (known, _) if PROFILE.contains(&known) || known == "address" => {
                profile.profile.insert(name, value);
            }
            _ => {
                profile.custom_data.insert(name, value);
            }
        }
    }
    profile
}

/// Chooses the new password of somebody who forgot theirs.
///
/// 400 in other experiences, 404 while nobody is identified, 422 `password.rejected` or
/// `user.same_password`.
pub fn reset_password(
    state: &mut State,
    uid: &str,
    password: &str,
    now: Moment,
) -> Result<(), ApiError> {
    audit::recorded(state, uid, now, "Profile.Update", |state| {
        let experience = record::of(state, uid, now)?;
        if experience.event != InteractionEvent::ForgotPassword {
            return Err(ApiError::bad_request("session.invalid_interaction_type"));
        }
        experience.identified()?;
        guard_password(&state.data, experience, password)?;
        record::of_mut(state, uid, now)?.profile.password = Some(password.to_owned());
        Ok(())
    })
}
