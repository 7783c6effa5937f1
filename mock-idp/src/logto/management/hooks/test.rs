//! Trying a webhook's endpoint out: made-up payloads are sent while the caller waits.

use serde_json::{Map, Value, json};

use super::{
    super::{
        route::{Routes, admit},
        webhooks::{self, TABLE},
    },
    crud::{self, missing},
};
use crate::logto::{
    ApiError, App,
    api::{Call, no_content},
};
use crate::oidc::exchange::Reply;

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
        let payload = sample(event, id, &webhooks::iso(now));
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

/// A made-up payload.
fn sample(event: &str, hook_id: &str, at: &str) -> Map<String, Value> {
    let user = json!({
        "id": "fake-id", "username": "fake-user", "primaryEmail": "fake-user@fake-service.com",
        "primaryPhone": "1234567890", "name": "Fake User", "avatar": "https://fake-service.com/avatars/fake-user.png",
        "customData": {"theme": "light"}, "identities": {}, "profile": {}, "applicationId": "fake-application-id",
        "isSuspended": false, "lastSignInAt": null, "createdAt": 0, "updatedAt": 0,
    });
    let payload = json!({
        "hookId": hook_id, "event": event, "createdAt": at,
        "userAgent": "Mozilla/5.0 (a test payload)", "ip": "127.0.0.1",
        "sessionId": "fake-session-id", "user": user,
    });
    super::entity::members(&payload)
}
