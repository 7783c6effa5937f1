//! Telling the audit log and webhooks what happened in an experience.

use serde_json::{Map, Value};

use super::record::InteractionEvent;
use crate::{
    base::clock::Moment,
    logto::{ApiError, State, events::Event},
};

/// Does something and writes it to the audit log: `Interaction.<event>.<action>`, with the event as it was
/// before.
pub fn recorded<T>(
    state: &mut State,
    uid: &str,
    now: Moment,
    action: &str,
    work: impl FnOnce(&mut State) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let event = state.experiences.get(uid, now).map(|e| e.event);
    let result = work(state);
    if let Some(event) = event {
        record(state, uid, now, event, action, &result);
    }
    result
}

/// Writes to the audit log: `Interaction.<event>.<action>`.
pub fn record<T>(
    state: &mut State,
    uid: &str,
    now: Moment,
    event: InteractionEvent,
    action: &str,
    result: &Result<T, ApiError>,
) {
    let key = format!("Interaction.{}.{action}", event.name());
    let mut payload = common(state, uid, now);
    payload.insert("key".into(), key.as_str().into());
    match result {
        Ok(_) => {
            payload.insert("result".into(), "Success".into());
        }
        Err(error) => {
            payload.insert("result".into(), "Error".into());
            payload.insert(
                "error".into(),
                error.to_json(crate::logto::phrases::Language::ENGLISH),
            );
        }
    }
    state.events.log(Event {
        key: key.into(),
        at: now,
        payload,
    });
}

/// Tells webhooks: `PostSignIn`, `User.Created`, …
pub fn hook(
    state: &mut State,
    uid: &str,
    now: Moment,
    key: &'static str,
    more: impl IntoIterator<Item = (&'static str, Value)>,
) {
    let mut payload = common(state, uid, now);
    if let Some(experience) = state.experiences.get(uid, now) {
        payload.insert("interactionEvent".into(), experience.event.name().into());
    }
    payload.extend(
        more.into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    state.events.hook(Event {
        key: key.into(),
        at: now,
        payload,
    });
}

/// What every entry says: session, application, user, from where.
fn common(state: &State, uid: &str, now: Moment) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("sessionId".into(), uid.into());
    if let Some(interaction) = state.store.interactions.get(uid, now) {
        members.insert("applicationId".into(), (*interaction.client_id).into());
    }
    if let Some(experience) = state.experiences.get(uid, now) {
        let texts = [
            ("userId", &experience.user_id),
            ("ip", &experience.context.ip),
            ("userAgent", &experience.context.user_agent),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                members.insert(name.into(), text.as_str().into());
            }
        }
    }
    members
}
