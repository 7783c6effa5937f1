//! Headers that every answer of Logto carries: hardening, the request's id, the connection.

use std::convert::Infallible;

use axum::{Router, extract::Request, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, Version, header};
use tower::Service;

use super::App;

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

/// What answers at an address, as far as headers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The JSON APIs look at `Origin`, whatever they answer.
    Api,
    /// The engine, and metadata.
    Oidc,
    /// Pages may be framed by those whom their policy names, so they carry no older word on it.
    Page,
}

impl Part {
    fn of(path: &str) -> Self {
        let below = |prefix| {
            let rest: Option<&str> = path.strip_prefix(prefix);
            rest.filter(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let metadata = below("/.well-known").filter(|rest| rest.len() > 1);
        if below("/api").is_some() || path == "/.well-known/webauthn" {
            Self::Api
        } else if below("/oidc").or(metadata).is_some() {
            Self::Oidc
        } else {
            Self::Page
        }
    }
}

/// Answers, and completes the answer. Headers that a handler set stay.
pub(super) async fn complete(
    app: App,
    mut routes: Router,
    request: Request,
) -> Result<Response, Infallible> {
    let (stays, part) = (stays(&request), Part::of(request.uri().path()));
    let mut response = routes.call(request).await?;
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
    Ok(response)
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
    fn parts_by_address() {
        let of = |path| Part::of(path);
        let api = ["/api", "/api/", "/api/x", "/.well-known/webauthn"];
        assert_eq!(api.map(of), [Part::Api; 4]);
        assert_eq!(
            ["/oidc", "/oidc/", "/oidc/x", "/.well-known/x"].map(of),
            [Part::Oidc; 4]
        );
        let pages = ["/", "/sign-in", "/apis", "/oidcx", "/.well-known/"];
        assert_eq!(pages.map(of), [Part::Page; 5]);
    }

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
