//! Writes every exchange into the journal: the outermost layer of each provider's router.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::base::{
    clock::Clock,
    journal::{Entry, Journal, Trace},
};

/// No handler reads more than this, so no more is kept for it.
const LONGEST_BODY: usize = 1 << 20;

/// What the recorder needs to know.
#[derive(Clone, Debug)]
pub(super) struct Recorder {
    /// Where it writes.
    pub(super) journal: Journal,
    /// The tenant's time.
    pub(super) clock: Clock,
    /// `logto` or `huggingface`.
    pub(super) provider: &'static str,
}

/// Puts the recorder around a provider's routes.
pub(super) fn recorded(routes: Router, recorder: Recorder) -> Router {
    routes.layer(middleware::from_fn_with_state(recorder, record))
}

async fn record(State(recorder): State<Recorder>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut entry = Entry {
        at: recorder.clock.now(),
        provider: recorder.provider.to_owned(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: form(parts.uri.query().unwrap_or_default().as_bytes()),
        request_headers: texts(&parts.headers),
        ..Entry::default()
    };
    let body = if parts.method.is_safe() {
        body
    } else {
        let bytes = read(body).await;
        entry.form = parameters(&parts.headers, &bytes);
        Body::from(bytes)
    };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let trace = response
        .extensions_mut()
        .remove::<Trace>()
        .unwrap_or_default();
    if trace.endpoint == "asset" {
        return response;
    }
    entry.status = response.status().as_u16();
    entry.response_headers = texts(response.headers());
    entry.location = response
        .headers()
        .get(header::LOCATION)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    entry.endpoint = trace.endpoint.to_owned();
    entry.client_id = trace.client_id;
    entry.user_id = trace.user_id;
    entry.error = trace.error;
    entry.issued = trace.issued;
    entry.tampered = trace.tampered;
    recorder.journal.record(entry);
    response
}

/// The body, up to the longest that any handler looks at.
async fn read(mut body: Body) -> Bytes {
    let mut read = BytesMut::new();
    while let Some(Ok(frame)) = body.frame().await {
        if let Ok(data) = frame.into_data() {
            let room = LONGEST_BODY.saturating_sub(read.len());
            read.extend_from_slice(&data[..data.len().min(room)]);
            if room == 0 {
                break;
            }
        }
    }
    read.freeze()
}

fn form(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

/// A form's parameters, or the members of a JSON object.
fn parameters(headers: &HeaderMap, body: &[u8]) -> Vec<(String, String)> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        return form(body);
    }
    if !kind.starts_with("application/json") {
        return Vec::new();
    }
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
        return Vec::new();
    };
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    };
    members
        .into_iter()
        .map(|(name, value)| (name, text(value)))
        .collect()
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}
