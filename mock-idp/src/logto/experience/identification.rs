//! Saying who it is: an existing user, or a new one.

use super::identifier::Identifier;
use super::{
    audit, blocklist, mandatory_profile, new_user, password, profile,
    record::{self, InteractionEvent, PendingProfile},
    sign_in_method, social, sso,
    verification::Verification,
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        model::{Data, User, sign_in_experience::IdentifierType},
    },
};

/// What came of an identification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identified {
    /// An existing user.
    Existing,
    /// A user that was made now.
    Created,
}

/// Identifies the person by a verification; in `Register` makes the user, of the verification and of what
/// was told.
///
/// 400 without a verification in `SignIn`, or with one that is not proved; 401 for a suspended user; 403
/// by the sign-in mode; 404 for an unknown verification or user; 409 when somebody else is identified
/// already; 422 by the method, the mandatory profile, or what others have already.
pub fn identify(
    state: &mut State,
    uid: &str,
    verification_id: Option<&str>,
    link_social_identity: bool,
    now: Moment,
) -> Result<Identified, ApiError> {
    audit::recorded(
        state,
        uid,
        now,
        "Identifier.Submit",
        |state| match record::of(state, uid, now)?.event {
            InteractionEvent::Register => {
                register(state, uid, verification_id, now).map(|()| Identified::Created)
            }
            InteractionEvent::SignIn | InteractionEvent::ForgotPassword => {
                let id =
                    verification_id.ok_or_else(|| ApiError::bad_request("guard.invalid_input"))?;
                recognise(state, uid, id, link_social_identity, now).map(|()| Identified::Existing)
            }
        },
    )
}

fn recognise(
    state: &mut State,
    uid: &str,
    verification_id: &str,
    link: bool,
    now: Moment,
) -> Result<(), ApiError> {
    let experience = record::of(state, uid, now)?;
    let record = experience.record(verification_id)?;
    sign_in_method::guard_identification(&state.data, experience, record)?;
    let user = user_of(&state.data, &record.verification, link)?;
    if user.is_suspended {
        return Err(password::suspended());
    }
    match &experience.user_id {
        Some(known) if *known == user.id => return Ok(()),
        Some(_) => {
            return Err(ApiError::new(
                http::StatusCode::CONFLICT,
                "session.identity_conflict",
            ));
        }
        None => {}
    }
    let user_id = user.id.clone();
    let synced = synced(&state.data, &record.verification, link)?;
    let experience = record::of_mut(state, uid, now)?;
    experience.user_id = Some(user_id);
    experience.profile.set(synced);
    Ok(())
}

/// The user that a verification proves.
fn user_of<'a>(
    data: &'a Data,
    verification: &Verification,
    link: bool,
) -> Result<&'a User, ApiError> {
    let unproved = || Err(ApiError::bad_request("session.verification_failed"));
    match verification {
        Verification::Password(identifier) => identifier.existing_user(data),
        Verification::Code(code) if code.verified => code.identifier.existing_user(data),
        Verification::Social(visit) if link => social::related_user(data, visit),
        Verification::Social(visit) => social::user(data, visit),
        Verification::OneTimeToken { email, .. } => {
            Identifier::new(IdentifierType::Email, email.as_str()).existing_user(data)
        }
        Verification::Code(_)
        | Verification::MfaCode(_)
        | Verification::NewPasswordIdentity { .. }
        | Verification::Totp(_)
        | Verification::BackupCode(_) => unproved(),
    }
}

/// What a verification adds to the user at submit.
fn synced(
    data: &Data,
    verification: &Verification,
    link: bool,
) -> Result<PendingProfile, ApiError> {
    match verification {
        Verification::Social(visit) => {
            let mut profile = social::synced(data, visit, false)?;
            if link {
                profile.social_identity = Some(social::identity(data, visit)?);
            }
            Ok(profile)
        }
        Verification::OneTimeToken {
            jit_organization_ids,
            ..
        } => Ok(PendingProfile {
            jit_organization_ids: jit_organization_ids.clone(),
            ..PendingProfile::default()
        }),
        Verification::Password(_)
        | Verification::Code(_)
        | Verification::MfaCode(_)
        | Verification::NewPasswordIdentity { .. }
        | Verification::Totp(_)
        | Verification::BackupCode(_) => Ok(PendingProfile::default()),
    }
}

fn register(
    state: &mut State,
    uid: &str,
    verification_id: Option<&str>,
    now: Moment,
) -> Result<(), ApiError> {
    if let Some(id) = verification_id {
        let experience = record::of(state, uid, now)?;
        let verification = &experience.record(id)?.verification;
        sso::guard_email(&state.data, verification)?;
        blocklist::guard_email(&state.data, verification)?;
        let mut news = profile::of_verification(&state.data, verification)?;
        if let Verification::Social(visit) = verification {
            news.set(social::synced(&state.data, visit, true)?);
        }
        profile::guard_available(&state.data, experience, &news)?;
        // What was proved stays, also when something is still missing.
        record::of_mut(state, uid, now)?.profile.set(news);
    }
    let experience = record::of(state, uid, now)?;
    sign_in_method::guard_event(&state.data, experience, InteractionEvent::Register)?;
    mandatory_profile::guard(&state.data, experience)?;
    new_user::create(state, uid, now)
}
