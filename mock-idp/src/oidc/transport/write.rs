//! Replies as HTTP responses: bodies, content types, HEAD, conditional requests.

use axum::{body::Body as HttpBody, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::etag::is_fresh;
use crate::oidc::exchange::{Body, Reply, Request};

/// What may not stand in a `Location` header; everything else stays as it is.
const UNSAFE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// Writes the reply to a request. `tag` is the entity tag, where the answer has one; a client that
/// holds it is told so instead. The reply's trace goes into the response's extensions.
pub fn write(reply: Reply, request: &Request, tag: Option<&str>) -> Response {
    let mut headers = reply.headers;
    let (content_type, mut body) = match reply.body {
        Body::Empty => (None, String::new()),
        Body::Json(value) => (Some("application/json; charset=utf-8"), value.to_string()),
        Body::Html(html) => (Some("text/html; charset=utf-8"), html),
        Body::Text(text) => (Some("text/plain; charset=utf-8"), text),
        Body::Redirect(url) => {
            let html = accepts_html(&request.headers);
            set(&mut headers, header::LOCATION, &location(&url));
            let kind = if html {
                "text/html; charset=utf-8"
            } else {
                "text/plain; charset=utf-8"
            };
            (Some(kind), redirect_text(&url, html))
        }
    };
    if let Some(content_type) = content_type
        && !headers.contains_key(header::CONTENT_TYPE)
    {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let mut status = reply.status;
    if let Some(tag) = tag {
        set(&mut headers, header::ETAG, tag);
        if status == StatusCode::OK && is_fresh(&request.headers, tag) {
            status = StatusCode::NOT_MODIFIED;
            headers.remove(header::CONTENT_TYPE);
            body.clear();
        }
    }
    if request.method == Method::HEAD {
        set(
            &mut headers,
            header::CONTENT_LENGTH,
            &body.len().to_string(),
        );
        body.clear();
    }
    let mut response = Response::new(HttpBody::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.extensions_mut().insert(reply.trace);
    response
}

/// 404 as plain text: what stands at no address at all.
pub fn not_found() -> Reply {
    Reply::new(StatusCode::NOT_FOUND, Body::Text("Not Found".into()))
}

/// The small body of a redirect, for people whose browser does not follow it.
pub(super) fn redirect_text(url: &str, html: bool) -> String {
    let url = if html { escape(url) } else { url.to_owned() };
    format!("Redirecting to {url}.")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

pub(super) fn location(url: &str) -> String {
    utf8_percent_encode(url, UNSAFE).to_string()
}

/// Whether the client takes HTML (RFC 9110 section 12.5.1). One that names nothing takes anything.
pub(super) fn accepts_html(headers: &HeaderMap) -> bool {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()) else {
        return true;
    };
    accept.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .and_then(|q| q.parse::<f32>().ok())
            .unwrap_or(1.0);
        weight > 0.0
            && ["text/html", "text/*", "*/*"]
                .iter()
                .any(|k| kind.eq_ignore_ascii_case(k))
    })
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = value.parse() {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_bodies_follow_the_accept_header() {
        let to = "https://app.example/cb?a=1&b='x'";
        let mut headers = HeaderMap::new();
        for (accept, html) in [
            (None, true),
            (Some("*/*"), true),
            (Some("text/html;q=0.9, application/json"), true),
            (Some("application/json"), false),
            (Some("text/html;q=0"), false),
        ] {
            headers.clear();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(accepts_html(&headers), html, "{accept:?}");
        }
        assert_eq!(
            redirect_text(to, true),
            "Redirecting to https://app.example/cb?a=1&amp;b=&#39;x&#39;."
        );
        assert_eq!(redirect_text(to, false), format!("Redirecting to {to}."));
        assert_eq!(location("/a b?ä=%20"), "/a%20b?%C3%A4=%20");
    }
}
