//! Faults of the transport: what is put on at once, and what is left for the body and the wait.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, StatusCode, header, response::Parts};
use serde_json::{Value, json};

use super::{Change, set};
use crate::base::tamper::{Due, Made, Respond};

/// What is wrong with the way in which a body comes.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// It grows to so many bytes.
    pub(super) huge: Option<u64>,
    /// It breaks off after so many.
    pub(super) truncate: Option<u64>,
    /// It comes byte by byte, each after so long.
    pub(super) drip: Option<Duration>,
    /// It does not come at all.
    pub(super) close: bool,
    /// All waits for so long.
    pub(super) delay: Option<Duration>,
}

impl Faults {
    /// Whether the body comes as any other.
    pub(super) fn is_plain(&self) -> bool {
        self.huge.is_none() && self.truncate.is_none() && self.drip.is_none() && !self.close
    }
}

/// Puts status, body and headers on. Where several changes say something, the last word counts.
pub(super) fn apply(due: &[Due], parts: &mut Parts, bytes: &mut Bytes) -> (Faults, Vec<Change>) {
    let mut faults = Faults::default();
    let mut changes = Vec::new();
    for due in due {
        let Some(respond) = &due.change.respond else {
            continue;
        };
        let mut tell = |what: &str, before: Option<Value>, after: Option<Value>| {
            changes.push(Change {
                id: due.id,
                operation: "respond",
                made: Made {
                    field: format!("respond.{what}"),
                    before,
                    after,
                },
            });
        };
        head(respond, parts, bytes, &mut tell);
        if let Some(size) = respond.huge {
            tell("huge", Some(json!(bytes.len())), Some(json!(size.0)));
            faults.huge = Some(size.0);
        }
        if let Some(at) = respond.truncate {
            tell("truncate", Some(json!(bytes.len())), Some(json!(at)));
            faults.truncate = Some(at);
        }
        if let Some(pause) = respond.drip {
            tell("drip", None, Some(json!(pause)));
            faults.drip = Some(pause.0);
        }
        if let Some(pause) = respond.delay {
            tell("delay", None, Some(json!(pause)));
            faults.delay = Some(pause.0);
        }
        if respond.close.is_some() {
            tell("close", None, Some(json!(true)));
            faults.close = true;
        }
    }
    (faults, changes)
}

fn head(
    respond: &Respond,
    parts: &mut Parts,
    bytes: &mut Bytes,
    tell: &mut impl FnMut(&str, Option<Value>, Option<Value>),
) {
    if let Some(status) = respond
        .status
        .and_then(|s| StatusCode::from_u16(s.get()).ok())
    {
        let before = std::mem::replace(&mut parts.status, status);
        tell(
            "status",
            Some(json!(before.as_u16())),
            Some(json!(status.as_u16())),
        );
    }
    if let Some(body) = &respond.body {
        let before = String::from_utf8_lossy(bytes).into_owned();
        tell("body", Some(before.into()), Some(body.as_str().into()));
        *bytes = body.clone().into();
        // The tag was that of the right body.
        parts.headers.remove(header::ETAG);
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    let content_type = (respond.content_type.iter())
        .map(|kind| ("content-type", header::CONTENT_TYPE.as_str(), Some(kind)));
    let headers =
        (respond.headers.iter()).map(|(name, value)| ("headers", name.as_str(), value.as_ref()));
    for (what, name, value) in content_type.chain(headers) {
        let Ok(header) = HeaderName::try_from(name) else {
            tracing::warn!(name, "no name of a header: it is left out");
            continue;
        };
        let before = parts.headers.remove(&header);
        let before = before.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        if let Some(value) = value {
            set(&mut parts.headers, header, value);
        }
        let field = if what == "headers" {
            format!("headers.{name}")
        } else {
            what.to_owned()
        };
        tell(
            &field,
            before.map(Value::from),
            value.map(|value| value.as_str().into()),
        );
    }
}
