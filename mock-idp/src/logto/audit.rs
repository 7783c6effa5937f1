//! What the audit log is told of the engine's calls: interactions that start and end, tokens that are
//! issued and revoked. What people do in an interaction is told by the experience.

use http::{StatusCode, header};
use serde_json::{Map, Value, json};

use super::{State, events::Event};
use crate::{
    base::clock::Moment,
    oidc::{
        exchange::{Reply, Request},
        profile::Profile,
    },
};

/// Writes what a call of the engine came to.
pub(super) fn record(
    state: &mut State,
    profile: &Profile,
    request: &Request,
    reply: &Reply,
    now: Moment,
) {
    match reply.trace.endpoint {
        "resume" => {
            if reply.status == StatusCode::SEE_OTHER {
                let uid = request.path.rsplit('/').next().unwrap_or_default();
                let members = json!({"sessionId": uid});
                log(state, "Interaction.End", request, reply, members, now);
            }
            started(state, profile, request, reply, now);
        }
        "authorize" | "device" => started(state, profile, request, reply, now),
        "token" => {
            let by = match request.body.get("grant_type").unwrap_or_default() {
                "authorization_code" => "AuthorizationCode",
                "client_credentials" => "ClientCredentials",
                "refresh_token" => "RefreshToken",
                "urn:ietf:params:oauth:grant-type:token-exchange" => "TokenExchange",
                "urn:ietf:params:oauth:grant-type:device_code" => "DeviceCode",
                _ => "Unknown",
            };
            let members = json!({"userId": reply.trace.user_id});
            log(
                state,
                &format!("ExchangeTokenBy.{by}"),
                request,
                reply,
                members,
                now,
            );
        }
        "revocation" => log(state, "RevokeToken", request, reply, json!({}), now),
        _ => {}
    }
}

/// `Interaction.Create`, if the answer sends the browser into an interaction: then it holds the cookie that
/// lets it come back.
fn started(state: &mut State, profile: &Profile, request: &Request, reply: &Reply, now: Moment) {
    let name = profile.cookie_names.resume;
    let uid = reply
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok()?.strip_prefix(name)?.strip_prefix('='))
        .filter_map(|rest| rest.split(';').next())
        .find(|uid| !uid.is_empty());
    let Some((uid, interaction)) =
        uid.and_then(|uid| Some((uid, state.store.interactions.get(uid, now)?)))
    else {
        return;
    };
    let members = json!({"sessionId": uid, "userId": interaction.account_id.as_deref()});
    log(state, "Interaction.Create", request, reply, members, now);
}

fn log(
    state: &mut State,
    key: &str,
    request: &Request,
    reply: &Reply,
    members: Value,
    now: Moment,
) {
    let mut payload = Map::new();
    let result = if reply.trace.error.is_some() {
        "Error"
    } else {
        "Success"
    };
    payload.insert("result".into(), result.into());
    if let Some(problem) = &reply.trace.error {
        let error = json!({"error": problem.error, "error_description": problem.description});
        payload.insert("error".into(), error);
    }
    if let Some(client_id) = &reply.trace.client_id {
        payload.insert("applicationId".into(), client_id.as_str().into());
    }
    if let Some(user_agent) = request.header("user-agent") {
        payload.insert("userAgent".into(), user_agent.into());
    }
    if let Value::Object(members) = members {
        payload.extend(members.into_iter().filter(|(_, value)| !value.is_null()));
    }
    state.events.log(Event {
        key: key.to_owned().into(),
        at: now,
        payload,
    });
}
