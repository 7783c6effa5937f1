//! The end of an experience: everything is checked once more, stored, and handed to the engine.

use super::{
    audit, mandatory_profile, mfa, new_user, profile,
    record::{self, InteractionEvent, PendingProfile},
    submission,
};
use crate::{
    base::clock::Moment,
    logto::{ApiError, State, model::user::Password},
    oidc::{
        interaction::{self, Submission},
        profile::Profile,
    },
};

/// What came of a submit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// The user is signed in: the browser goes on there.
    Redirect(String),
    /// The password is reset: there is nothing to go on with.
    PasswordReset,
}

/// Ends the experience.
///
/// 404 while nobody is identified; 403 while a second factor is missing; 422 for whatever the profile or the
/// second factors lack.
pub fn submit(
    state: &mut State,
    profile: &Profile,
    uid: &str,
    origin: &str,
    now: Moment,
) -> Result<Submitted, ApiError> {
    audit::recorded(state, uid, now, "Submit", |state| {
        let experience = record::of(state, uid, now)?;
        let user_id = experience.identified()?.to_owned();
        if !state.data.users.contains(&user_id) {
            return Err(record::not_identified());
        }
        if experience.event == InteractionEvent::ForgotPassword {
            return reset_password(state, uid, &user_id, now);
        }
        guard(state, uid, now)?;
        finish(state, uid, &user_id, now)?;
        let experience = record::of(state, uid, now)?;
        let (told, ids) = submission::told(experience);
        let submission = Submission {
            told: state.store.names.share(&told),
            ids: ids.into(),
        };
        let waiting = state
            .store
            .interactions
            .get_mut(uid, now)
            .ok_or_else(ApiError::internal)?;
        waiting.outcome.login = Some(user_id.into());
        waiting.outcome.submission = Some(submission);
        let url = interaction::resume_url(origin, profile, uid, waiting);
        state.experiences.submitted(uid, &state.store, now);
        Ok(Submitted::Redirect(url))
    })
}

/// All that must be right, in Logto's order.
fn guard(state: &State, uid: &str, now: Moment) -> Result<(), ApiError> {
    let experience = record::of(state, uid, now)?;
    if experience.event == InteractionEvent::SignIn {
        mfa::guard_verified(&state.data, experience)?;
    }
    profile::guard_available(&state.data, experience, &experience.profile)?;
    mandatory_profile::guard(&state.data, experience)?;
    mfa::guard_passkey(&state.data, experience)?;
    mfa::guard_available(&state.data, experience)?;
    mfa::guard_fulfilled(&state.data, experience)
}

/// Stores what was pending.
fn finish(state: &mut State, uid: &str, user_id: &str, now: Moment) -> Result<(), ApiError> {
    let experience = record::of(state, uid, now)?;
    let event = experience.event;
    let pending = experience.profile.clone();
    let second_factors = experience.mfa.clone();
    let factors = mfa::to_store(&second_factors, &mut state.ids, now);
    let organizations = pending.jit_organization_ids.clone();
    let changed = PendingProfile {
        jit_organization_ids: Vec::new(),
        ..pending.clone()
    } != PendingProfile::default()
        || !factors.is_empty();
    let shown = state.data.users.update(user_id, |user| {
        new_user::store(user, pending);
        factors.store(user);
        user.last_sign_in_at = Some(now);
        user.updated_at = now;
        changed.then(|| user.to_api())
    });
    new_user::join(state, uid, user_id, &organizations, now);
    let key = match event {
        InteractionEvent::Register => "PostRegister",
        InteractionEvent::SignIn | InteractionEvent::ForgotPassword => "PostSignIn",
    };
    audit::hook(state, uid, now, key, []);
    if let Some(data) = shown.flatten() {
        audit::hook(state, uid, now, "User.Data.Updated", [("data", data)]);
    }
    Ok(())
}

/// Stores the new password; the experience is over.
fn reset_password(
    state: &mut State,
    uid: &str,
    user_id: &str,
    now: Moment,
) -> Result<Submitted, ApiError> {
    let experience = record::of(state, uid, now)?;
    let Some(password) = experience.profile.password.clone() else {
        return Err(ApiError::unprocessable(
            "user.new_password_required_in_profile",
        ));
    };
    let shown = state.data.users.update(user_id, |user| {
        user.password = Some(Password::Plain(password));
        user.is_password_expired = false;
        user.updated_at = now;
        user.to_api()
    });
    audit::hook(state, uid, now, "PostResetPassword", []);
    let data = shown.map(|data| ("data", data));
    audit::hook(state, uid, now, "User.Data.Updated", data);
    state.experiences.remove(uid);
    Ok(Submitted::PasswordReset)
}
