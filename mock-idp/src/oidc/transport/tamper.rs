//! Door two of tampering: whole answers, in one layer around a provider's routes.
//!
//! What an answer is says its [`Trace`]; nothing here knows the endpoints. The layer stands inside of
//! compression, so that what is changed is compressed like anything else, and inside of the recorder, so that
//! the journal shows what was sent. [`delayed`] stands outside of both.
//!
//! - `content`: fields of JSON, of redirects and of forms that post themselves.
//! - `fault`: status, body, headers.
//! - `stream`: bodies that are huge, slow, or break off.

mod content;
mod fault;
mod stream;

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    response::Response,
};
use http::{Extensions, HeaderMap, HeaderName, StatusCode, Version, header};
use serde_json::Value;

use super::etag::is_fresh;
use crate::base::{
    journal::Trace,
    jws,
    tamper::{Artefact, Due, Made, Occasion, Tampered, Tampers},
};

/// Everything that is an answer. Tokens are changed where they are signed.
const ANSWERS: [Artefact; 12] = [
    Artefact::Discovery,
    Artefact::Jwks,
    Artefact::AuthorizationResponse,
    Artefact::TokenResponse,
    Artefact::Userinfo,
    Artefact::Introspection,
    Artefact::EndSessionReturn,
    Artefact::HuggingfaceDiscovery,
    Artefact::HuggingfaceJwks,
    Artefact::HuggingfaceAuthorizationResponse,
    Artefact::HuggingfaceTokenResponse,
    Artefact::HuggingfaceUserinfo,
];

/// The answer's body must reach the client as it is.
#[derive(Clone, Copy, Debug)]
struct AsItIs;

/// The answer waits for so long.
#[derive(Clone, Copy, Debug)]
struct Wait(Duration);

/// A change that was made: by which tamper, with which operation.
struct Change {
    id: u64,
    operation: &'static str,
    made: Made,
}

/// Changes what is armed to be changed. While nothing is, it looks at one number.
pub async fn tampered<F: Future<Output = Response>>(
    tampers: Tampers,
    mut request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    if !tampers.concern(&ANSWERS) {
        return answer(request).await;
    }
    // Whether the client has the answer already is known when the answer is.
    let asked = request.headers().clone();
    request.headers_mut().remove(header::IF_NONE_MATCH);
    let response = answer(request).await;
    let due = due(&tampers, &response);
    let has_faults = due.1.iter().any(|due| due.change.respond.is_some());
    let response = match due {
        (Some(artefact), due) if !due.is_empty() => {
            change(&tampers, artefact, &due, response).await
        }
        (Some(_) | None, _) => response,
    };
    if has_faults {
        response
    } else {
        conditional(response, &asked)
    }
}

/// Waits for as long as an answer is armed to be late. Outside of the recorder: the journal does not wait.
pub async fn delayed(mut response: Response) -> Response {
    if let Some(Wait(time)) = response.extensions_mut().remove::<Wait>() {
        pause(time).await;
    }
    response
}

/// Whether an answer may be compressed: not if its body must reach the client as it is.
pub fn may_be_compressed(
    _: StatusCode,
    _: Version,
    _: &HeaderMap,
    extensions: &Extensions,
) -> bool {
    extensions.get::<AsItIs>().is_none()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a pause that somebody armed, not a wait for a condition"
)]
fn pause(time: Duration) -> tokio::time::Sleep {
    tokio::time::sleep(time)
}

fn due(tampers: &Tampers, response: &Response) -> (Option<Artefact>, Vec<Due>) {
    let Some(trace) = response.extensions().get::<Trace>() else {
        return (None, Vec::new());
    };
    let Some(artefact) = trace.artefact else {
        return (None, Vec::new());
    };
    let occasion = Occasion {
        client: trace.client_id.as_deref(),
        user: trace.user_id.as_deref(),
    };
    (Some(artefact), tampers.due(artefact, occasion))
}

async fn change(
    tampers: &Tampers,
    artefact: Artefact,
    due: &[Due],
    response: Response,
) -> Response {
    let (mut parts, body) = response.into_parts();
    // Our own answers are in memory already and do not fail.
    let mut bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if !bytes.is_empty() {
        // The length is that of what is sent.
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    let mut changes = content::change(artefact.form(), due, &mut parts, &mut bytes);
    let (faults, made) = fault::apply(due, &mut parts, &mut bytes);
    changes.extend(made);
    let marks: Vec<Tampered> = changes
        .into_iter()
        .map(
            |Change {
                 id,
                 operation,
                 made,
             }| Tampered {
                id,
                artefact,
                field: made.field,
                operation: operation.to_owned(),
                before: made.before,
                after: made.after,
            },
        )
        .collect();
    tampers.settle(due, &marks);
    if let Some(trace) = parts.extensions.get_mut::<Trace>() {
        reissue(trace, &marks);
        trace.tampered.extend(marks);
    }
    if let Some(time) = faults.delay {
        parts.extensions.insert(Wait(time));
    }
    let body = if faults.is_plain() {
        Body::from(bytes)
    } else {
        parts.extensions.insert(AsItIs);
        parts.headers.remove(header::CONTENT_LENGTH);
        Body::new(stream::Faulty::new(bytes, &faults))
    };
    Response::from_parts(parts, body)
}

/// What was handed out is what was sent: codes and tokens that were changed on the way.
fn reissue(trace: &mut Trace, marks: &[Tampered]) {
    for mark in marks {
        let (Some(before), Some(after)) = (&mark.before, &mark.after) else {
            continue;
        };
        let (Some(before), Some(after)) = (before.as_str(), after.as_str()) else {
            continue;
        };
        for issued in trace
            .issued
            .iter_mut()
            .filter(|issued| issued.value == before)
        {
            after.clone_into(&mut issued.value);
            if issued.claims.is_some() {
                issued.claims = jws::decode(after)
                    .ok()
                    .map(|draft| Value::Object(draft.claims));
            }
        }
    }
}

/// 304, if the client has the answer already (RFC 9110 section 15.4.5).
fn conditional(mut response: Response, asked: &HeaderMap) -> Response {
    let tag = response.headers().get(header::ETAG);
    let tag = tag.and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    if response.status() == StatusCode::OK && !tag.is_empty() && is_fresh(asked, tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::empty();
    }
    response
}

/// Sets a header; a value that is none is left out.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = value.parse() {
        headers.insert(name, value);
    }
}
