//! Sending webhooks, off the path of the requests that occasion them.

use std::{sync::LazyLock, time::Duration};

use aws_lc_rs::hmac;
use serde_json::{Map, Value, json};

use super::payload;
use crate::logto::{App, State, events::Event};

/// How long an endpoint may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Who Logto says it is.
const USER_AGENT: &str = "Logto (https://logto.io/)";
/// The header with the signature: HMAC-SHA256 of the body in lower-case hexadecimal digits.
const SIGNATURE: &str = "logto-signature-sha-256";

/// Made when it is first needed.
static CLIENT: LazyLock<reqwest::Result<reqwest::Client>> =
    LazyLock::new(|| reqwest::Client::builder().timeout(PATIENCE).build());

/// What an endpoint answered.
#[derive(Debug)]
pub(in super::super) struct Sent {
    pub status: u16,
    pub body: String,
}

/// Delivers webhooks for as long as it is polled: run it as a task beside the server.
pub async fn deliver(app: App) {
    let arrival = app.state().events.arrival();
    loop {
        for job in jobs(&mut app.state()) {
            tokio::spawn(one(app.clone(), job));
        }
        arrival.notified().await;
    }
}

/// One body for one hook.
#[derive(Debug)]
struct Job {
    hook: Value,
    payload: Map<String, Value>,
}

/// Takes the waiting occasions out and makes what is to be sent of them.
fn jobs(state: &mut State) -> Vec<Job> {
    let occasions = state.events.take_hooks();
    let mut jobs = Vec::new();
    for occasion in occasions {
        let hooks = payload::hooks_for(state, &occasion.key);
        if hooks.is_empty() {
            continue;
        }
        let body = payload::of_event(state, &occasion);
        for hook in hooks {
            let mut payload = body.clone();
            payload.insert("hookId".into(), hook["id"].clone());
            jobs.push(Job { hook, payload });
        }
    }
    jobs
}

/// Sends, and writes to the audit log what came of it.
async fn one(app: App, job: Job) {
    let sent = send(
        &job.hook["config"],
        job.hook["signingKey"].as_str(),
        &job.payload,
    )
    .await;
    let event = job.payload["event"].as_str().unwrap_or_default();
    let key = format!("TriggerHook.{event}");
    let mut entry = Map::new();
    entry.insert("key".into(), key.as_str().into());
    let is_good = matches!(&sent, Ok(sent) if sent.status < 400);
    let result = if is_good { "Success" } else { "Error" };
    entry.insert("result".into(), result.into());
    entry.insert("hookId".into(), job.hook["id"].clone());
    let request = json!({"body": job.payload});
    entry.insert("hookRequest".into(), request);
    match sent {
        Ok(sent) => {
            let response = json!({"statusCode": sent.status, "body": sent.body});
            entry.insert("response".into(), response);
        }
        Err(message) => {
            tracing::warn!(event, %message, "a webhook could not be delivered");
            entry.insert("error".into(), message.into());
        }
    }
    let at = app.now();
    app.state().events.log(Event {
        key: key.into(),
        at,
        payload: entry,
    });
}

/// Posts a body to a hook's endpoint, signed where there is a key.
pub(in super::super) async fn send(
    config: &Value,
    key: Option<&str>,
    payload: &Map<String, Value>,
) -> Result<Sent, String> {
    let client = CLIENT.as_ref().map_err(ToString::to_string)?;
    let url = config["url"].as_str().unwrap_or_default();
    let body = serde_json::to_string(payload).unwrap_or_default();
    let mut request = client
        .post(url)
        .header("user-agent", USER_AGENT)
        .header("content-type", "application/json");
    for (name, value) in config["headers"].as_object().into_iter().flatten() {
        request = request.header(name, value.as_str().unwrap_or_default());
    }
    if let Some(key) = key {
        request = request.header(SIGNATURE, sign(key, &body));
    }
    let answer = request.body(body).send().await;
    let answer = answer.map_err(|error| {
        tracing::warn!(url, %error, "a webhook's endpoint could not be reached");
        unreached(&error, url)
    })?;
    Ok(Sent {
        status: answer.status().as_u16(),
        body: answer.text().await.unwrap_or_default(),
    })
}

/// What Logto's HTTP client tells of an endpoint that gives no answer.
fn unreached(error: &reqwest::Error, url: &str) -> String {
    if error.is_timeout() {
        format!("TimeoutError: Request timed out: POST {url}")
    } else {
        "TypeError: fetch failed".into()
    }
}

/// HMAC-SHA256 in lower-case hexadecimal digits.
fn sign(key: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    crate::base::hex::hex(tag.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_rfc_4231_case_2() {
        assert_eq!(
            sign("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
