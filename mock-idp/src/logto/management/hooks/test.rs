//! Trying a webhook's endpoint out: made-up payloads are sent while the caller waits.

use serde_json::{Map, Value, json};

use super::{
    super::{
        route::{Routes, admit},
        webhooks::{self, TABLE},
    },
    crud::{self, missing},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, App,
        api::{Call, no_content},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.post_waiting("/hooks/:id/test", |app, call| Box::pin(test(app, call)));
}

/// 422 with what the endpoint said, or why it could not be reached.
async fn test(app: App, call: std::sync::Arc<Call>) -> Result<Reply, ApiError> {
    let now = app.now();
    admit(&app, &call, now)?;
    let (events, config) = call.body(|m| {
        let events = crud::events(m, "events");
        let config = m.object("config", crud::config);
        Some((events?, config?))
    })?;
    let id = call.param("id");
    let key = {
        let state = app.state();
        let hooks = state.data.others.get(TABLE);
        let hook = hooks
            .and_then(|hooks| hooks.get(id))
            .ok_or_else(|| missing(id))?;
        hook["signingKey"].as_str().map(str::to_owned)
    };
    for event in events {
        let payload = sample(event, id, now);
        match webhooks::send(&config, key.as_deref(), &payload).await {
            Ok(sent) if sent.status < 400 => {}
            Ok(sent) => {
                let data = json!({"responseStatus": sent.status, "responseBody": sent.body});
                let code = "hook.endpoint_responded_with_error";
                return Err(ApiError::unprocessable(code).with_data(data));
            }
            Err(message) => {
                let code = "hook.send_test_payload_failed";
                return Err(ApiError::unprocessable(code).with("message", message));
            }
        }
    }
    Ok(no_content())
}

/// Events of interactions; all others tell of data.
const OF_INTERACTIONS: &[&str] = &[
    "PostRegister",
    "PostSignIn",
    "PostSignInAdaptiveMfaTriggered",
    "PostResetPassword",
];

/// A made-up payload, Logto's own.
fn sample(event: &str, hook_id: &str, now: Moment) -> Map<String, Value> {
    let mut payload = json!({
        "event": event, "hookId": hook_id, "createdAt": webhooks::iso(now), "userAgent": "fake-user-agent",
    });
    let more = if OF_INTERACTIONS.contains(&event) {
        json!({
            "sessionId": "fake-session-id", "userIp": "fake-user-ip", "userId": "fake-id",
            "user": {
                "id": "fake-id", "username": "fake-user", "primaryEmail": "fake-user@fake-service.com",
                "primaryPhone": "1234567890", "name": "Fake User",
                "avatar": "https://fake-service.com/avatars/fake-user.png", "customData": {"theme": "light"},
                "identities": {"google": {"userId": "fake-google-user-id"}}, "profile": {},
                "applicationId": "fake-application-id", "isSuspended": false, "lastSignInAt": now,
                "createdAt": now, "updatedAt": now,
            },
            "application": {
                "id": "fake-spa-application-id", "type": "SPA", "name": "Fake Application",
                "description": "Fake application data for testing",
            },
        })
    } else {
        json!({
            "path": "/fake-path/:id", "method": "POST", "status": 200, "params": {"id": "fake-id"},
            "data": {"result": "success"},
        })
    };
    if let (Value::Object(payload), Value::Object(more)) = (&mut payload, more) {
        payload.extend(more);
    }
    super::entity::members(&payload)
}
