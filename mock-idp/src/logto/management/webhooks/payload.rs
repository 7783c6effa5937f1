//! What a webhook is sent: which hooks want an event, and the body that each gets.

use serde_json::{Map, Value, json};

use crate::{
    base::clock::Moment,
    logto::{State, events::Event},
};

/// Where hooks are kept among the tenant's other entities.
pub(in super::super) const TABLE: &str = "hooks";

/// Events of people at the sign-in pages, whose bodies have a shape of their own.
const INTERACTION: [&str; 4] = [
    "PostRegister",
    "PostSignIn",
    "PostSignInAdaptiveMfaTriggered",
    "PostResetPassword",
];

/// The hooks that are on and want the event.
pub(super) fn hooks_for(state: &State, event: &str) -> Vec<Value> {
    let wants = |hook: &Value| {
        let listed = hook["events"].as_array().into_iter().flatten();
        let listed = listed.chain(std::iter::once(&hook["event"]));
        hook["enabled"] != false && listed.into_iter().any(|wanted| wanted == event)
    };
    let hooks = state.data.others.get(TABLE);
    hooks
        .into_iter()
        .flat_map(crate::logto::model::entities::Entities::iter)
        .filter(|hook| wants(hook))
        .cloned()
        .collect()
}

/// The body, but for `hookId`.
pub(super) fn of_event(state: &State, event: &Event) -> Map<String, Value> {
    let members = if INTERACTION.contains(&event.key.as_ref()) {
        of_interaction(state, event)
    } else {
        of_data(state, event)
    };
    members
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect()
}

fn of_interaction(state: &State, event: &Event) -> Vec<(String, Value)> {
    let told = |name: &str| event.payload.get(name).cloned().unwrap_or_default();
    let user = told("userId");
    let user = user.as_str().and_then(|id| state.data.users.get(id));
    [
        ("event", event.key.as_ref().into()),
        ("interactionEvent", told("interactionEvent")),
        ("createdAt", iso(event.at).into()),
        ("sessionId", told("sessionId")),
        ("userAgent", told("userAgent")),
        ("userId", told("userId")),
        ("userIp", told("ip")),
        (
            "user",
            user.map(crate::logto::model::User::to_info)
                .unwrap_or_default(),
        ),
        ("application", application(state, event)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn of_data(state: &State, event: &Event) -> Vec<(String, Value)> {
    let mut members = vec![
        ("event".to_owned(), event.key.as_ref().into()),
        ("createdAt".to_owned(), iso(event.at).into()),
    ];
    let told = event.payload.iter().filter(|(name, _)| *name != "userId");
    members.extend(told.map(|(name, value)| (name.clone(), value.clone())));
    members.push(("application".to_owned(), application(state, event)));
    members
}

/// The application that people signed in to, in brief.
fn application(state: &State, event: &Event) -> Value {
    let id = event.payload.get("applicationId").and_then(Value::as_str);
    id.and_then(|id| state.data.applications.get(id))
        .map(|app| {
            json!({"id": app.id, "type": app.r#type, "name": app.name, "description": app.description})
        })
        .unwrap_or_default()
}

/// A moment as JavaScript writes it: ISO 8601 with milliseconds.
pub(in super::super) fn iso(at: Moment) -> String {
    match jiff::Timestamp::from_millisecond(at.millis()) {
        Ok(at) => format!("{at:.3}"),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_milliseconds() {
        assert_eq!(iso(Moment(1_700_000_000_000)), "2023-11-14T22:13:20.000Z");
    }
}
