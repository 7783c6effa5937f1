//! Fields of an answer: of its JSON, of the address it redirects to, of the form that posts itself.

use bytes::Bytes;
use http::{header, response::Parts};
use serde_json::Value;

use super::{Change, set};
use crate::base::tamper::{self, Due, Form, Made, Operation, Parameters};
use crate::oidc::{
    exchange::Body,
    form_post,
    transport::{
        etag::{etag, tag},
        write::{location, redirect_text},
    },
};

/// What a response at the redirection endpoint has at least one of (RFC 6749 section 4.1.2, OpenID Connect
/// Core section 3.3.2.5): where they are, the others are.
const RESPONSE: [&str; 5] = ["code", "error", "id_token", "state", "iss"];

/// Applies the operations on fields, and tells what they made.
pub(super) fn change(form: Form, due: &[Due], parts: &mut Parts, bytes: &mut Bytes) -> Vec<Change> {
    if due.iter().all(|due| due.change.fields.is_empty()) {
        return Vec::new();
    }
    match form {
        Form::Json => json(due, parts, bytes),
        Form::Parameters if parts.headers.contains_key(header::LOCATION) => {
            redirect(due, parts, bytes)
        }
        Form::Parameters => self_posting(due, parts, bytes),
        Form::Token => Vec::new(),
    }
}

/// Every operation of every change, in order.
fn each(
    due: &[Due],
    mut apply: impl FnMut(&tamper::Field, &Operation) -> Vec<Made>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for due in due {
        for (field, operation) in &due.change.fields {
            changes.extend(apply(field, operation).into_iter().map(|made| Change {
                id: due.id,
                operation: operation.name(),
                made,
            }));
        }
    }
    changes
}

fn json(due: &[Due], parts: &mut Parts, bytes: &mut Bytes) -> Vec<Change> {
    let Ok(mut value) = serde_json::from_slice::<Value>(bytes) else {
        return Vec::new();
    };
    let changes = each(due, |field, operation| {
        tamper::change(&mut value, field, operation)
    });
    if !changes.is_empty() {
        let text = tamper::write(&value);
        put(parts, bytes, tag(&text), text);
    }
    changes
}

fn redirect(due: &[Due], parts: &mut Parts, bytes: &mut Bytes) -> Vec<Change> {
    let Some(url) = text(parts, &header::LOCATION) else {
        return Vec::new();
    };
    let (before, mut parameters, after) = split(&url);
    let changes = each(due, |field, operation| parameters.change(field, operation));
    if !changes.is_empty() {
        let url = format!("{before}{}{after}", parameters.encode());
        let is_html =
            text(parts, &header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html"));
        set(&mut parts.headers, header::LOCATION, &location(&url));
        let text = redirect_text(&url, is_html);
        put_text(parts, bytes, text, Body::Text);
    }
    changes
}

fn self_posting(due: &[Due], parts: &mut Parts, bytes: &mut Bytes) -> Vec<Change> {
    let page = String::from_utf8_lossy(bytes);
    let Some((action, inputs)) = form_post::read(&page) else {
        return Vec::new();
    };
    let mut parameters = Parameters::from_pairs(inputs);
    let changes = each(due, |field, operation| parameters.change(field, operation));
    if !changes.is_empty() {
        let inputs: Vec<(&str, &str)> = parameters.pairs().collect();
        let page = form_post::page(&action, &inputs);
        put_text(parts, bytes, page, Body::Html);
    }
    changes
}

/// An address in three: what stands before the response's parameters, they, and what follows.
fn split(url: &str) -> (String, Parameters, String) {
    let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
    let inside = Parameters::parse(fragment);
    if inside.pairs().any(|(name, _)| RESPONSE.contains(&name)) {
        return (format!("{rest}#"), inside, String::new());
    }
    let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
    let after = url[rest.len()..].to_owned();
    (format!("{base}?"), Parameters::parse(query), after)
}

fn text(parts: &Parts, name: &header::HeaderName) -> Option<String> {
    let value = parts.headers.get(name)?;
    Some(value.to_str().ok()?.to_owned())
}

fn put_text(parts: &mut Parts, bytes: &mut Bytes, text: String, kind: fn(String) -> Body) {
    let tag = etag(&kind(text.clone()), &parts.headers).unwrap_or_default();
    put(parts, bytes, tag, text);
}

/// The new body; the length follows from it, and so does the tag where there was one.
fn put(parts: &mut Parts, bytes: &mut Bytes, tag: String, text: String) {
    if parts.headers.contains_key(header::ETAG) {
        set(&mut parts.headers, header::ETAG, &tag);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    *bytes = text.into();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found_in_query_and_fragment() {
        for (url, before, inside, after) in [
            ("https://a/cb?x=1&code=c", "https://a/cb?", "x=1&code=c", ""),
            (
                "https://a/cb#code=c&state=s",
                "https://a/cb#",
                "code=c&state=s",
                "",
            ),
            ("https://a/cb?x=1#code=c", "https://a/cb?x=1#", "code=c", ""),
            ("my-app:cb?code=c#top", "my-app:cb?", "code=c", "#top"),
            ("https://a/", "https://a/?", "", ""),
        ] {
            let (b, parameters, a) = split(url);
            assert_eq!(
                (b.as_str(), parameters.encode().as_str(), a.as_str()),
                (before, inside, after)
            );
        }
    }
}
