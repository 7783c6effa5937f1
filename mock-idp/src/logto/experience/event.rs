//! Beginning an experience and changing what it is about.

use super::{
    audit,
    record::{self, Experience, InteractionEvent, SignInContext},
    sign_in_method,
};
use crate::{
    base::clock::Moment,
    logto::{ApiError, State},
};

/// How long an experience lives: as long as an interaction.
const LIFETIME: i64 = 3_600;

/// Begins an experience; whatever there was is forgotten. Logto does not look at the sign-in mode here.
///
/// A captcha token always fails: no captcha provider is configured in the mock.
pub fn begin(
    state: &mut State,
    uid: &str,
    event: InteractionEvent,
    captcha_token: Option<&str>,
    context: SignInContext,
    now: Moment,
) -> Result<(), ApiError> {
    if captcha_token.is_some_and(|token| !token.is_empty()) {
        return Err(ApiError::unprocessable("session.captcha_failed"));
    }
    let experience = Experience::new(event, context);
    state
        .experiences
        .insert(uid, experience, now.plus_seconds(LIFETIME), now);
    audit::record(state, uid, now, event, "Create", &Ok(()));
    Ok(())
}

/// Changes what the experience is about; what the person told so far is forgotten when it changes.
///
/// 403 when the sign-in mode forbids it; 400 between `ForgotPassword` and the others.
pub fn change_event(
    state: &mut State,
    uid: &str,
    event: InteractionEvent,
    now: Moment,
) -> Result<(), ApiError> {
    audit::recorded(state, uid, now, "Update", |state| {
        let experience = record::of(state, uid, now)?;
        let old = experience.event;
        sign_in_method::guard_event(&state.data, experience, event)?;
        let forgot = InteractionEvent::ForgotPassword;
        if (event == forgot) != (old == forgot) {
            return Err(ApiError::bad_request(
                "session.not_supported_for_forgot_password",
            ));
        }
        let experience = record::of_mut(state, uid, now)?;
        if old != event {
            experience.profile = super::record::PendingProfile::default();
        }
        experience.event = event;
        Ok(())
    })
}
