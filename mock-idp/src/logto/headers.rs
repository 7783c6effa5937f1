//! Headers that every answer of Logto carries: hardening, the request's id, the connection.

use axum::{extract::Request, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, Version, header};

use super::{
    App,
    parts::{Part, Parts},
};

/// Hardening headers, as Logto's middleware sets them even on plain HTTP.
static HARDENING: [(HeaderName, &str); 9] = [
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        header::STRICT_TRANSPORT_SECURITY,
        "max-age=15552000; includeSubDomains",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("x-download-options"), "noopen"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    (
        HeaderName::from_static("x-permitted-cross-domain-policies"),
        "none",
    ),
    (header::X_XSS_PROTECTION, "0"),
];

/// What Node's server says of a connection that stays.
static CONNECTION: [(HeaderName, &str); 2] = [
    (header::CONNECTION, "keep-alive"),
    (HeaderName::from_static("keep-alive"), "timeout=5"),
];

/// The request's id, 16 characters of `A-Za-z0-9_-`.
const REQUEST_ID: HeaderName = HeaderName::from_static("logto-core-request-id");

/// Answers, and completes the answer. Headers that a handler set stay.
pub(super) async fn complete(app: &App, parts: &Parts, request: Request) -> Response {
    let (stays, part) = (stays(&request), Part::of(request.uri().path()));
    let Ok(mut response) = parts.routes(part).call(request).await;
    let headers = response.headers_mut();
    if part == Part::Api {
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    let connection: &[_] = if stays && !headers.contains_key(header::CONNECTION) {
        &CONNECTION
    } else {
        &[]
    };
    for (name, value) in HARDENING.iter().chain(connection) {
        let applies = part != Part::Page || name != header::X_FRAME_OPTIONS;
        if applies && !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    vary_by_encoding(headers);
    if !headers.contains_key(REQUEST_ID)
        && let Ok(id) = app.state().ids.url_safe(16).parse()
    {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// Whether the connection stays for further requests (RFC 9112 section 9.3).
fn stays(request: &Request) -> bool {
    let closes = |value: &HeaderValue| {
        let text = value.to_str().unwrap_or_default();
        text.split(',')
            .any(|option| option.trim().eq_ignore_ascii_case("close"))
    };
    request.version() >= Version::HTTP_11
        && !request
            .headers()
            .get_all(header::CONNECTION)
            .iter()
            .any(closes)
}

/// `Vary: Accept-Encoding` first, then what a handler said, all in one line.
fn vary_by_encoding(headers: &mut HeaderMap) {
    let mut line = String::from("Accept-Encoding");
    for value in headers.get_all(header::VARY) {
        for part in value.to_str().unwrap_or_default().split(',').map(str::trim) {
            if !part.is_empty()
                && !line
                    .split(", ")
                    .any(|known| known.eq_ignore_ascii_case(part))
            {
                line.push_str(", ");
                line.push_str(part);
            }
        }
    }
    if let Ok(line) = line.parse() {
        headers.insert(header::VARY, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vary_is_one_line() {
        let mut headers = HeaderMap::new();
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        headers.append(
            header::VARY,
            HeaderValue::from_static("accept-encoding, Cookie"),
        );
        vary_by_encoding(&mut headers);
        assert_eq!(headers[header::VARY], "Accept-Encoding, Origin, Cookie");
    }
}
