//! Entity tags of answers (RFC 9110 section 8.8.3) and whether the client has the answer already.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use http::{HeaderMap, header};

use super::write::{accepts_html, redirect_text};
use crate::oidc::exchange::Body;

/// The tag of a body: the hexadecimal length and 27 characters of the SHA-1 of its JSON text. Text
/// counts as a JSON string; that of a redirect depends on what the request accepts. Nothing for an
/// answer without a body.
pub fn etag(body: &Body, request: &HeaderMap) -> Option<String> {
    let json = match body {
        Body::Empty => return None,
        Body::Json(value) => value.to_string(),
        Body::Html(text) | Body::Text(text) => quoted(text),
        Body::Redirect(url) => quoted(&redirect_text(url, accepts_html(request))),
    };
    Some(tag(&json))
}

/// The tag of JSON text.
pub(super) fn tag(json: &str) -> String {
    let hash = STANDARD_NO_PAD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, json.as_bytes()));
    format!("\"{:x}-{}\"", json.len(), &hash[..27])
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether the request says that the client holds the answer of that tag (RFC 9110 section 13.1.2).
/// A request that insists on a new answer never does.
pub fn is_fresh(headers: &HeaderMap, tag: &str) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let insists = text(header::CACHE_CONTROL)
        .is_some_and(|value| value.split(',').any(|part| part.trim() == "no-cache"));
    let held = |list: &str| {
        list.trim() == "*"
            || list
                .split(',')
                .map(str::trim)
                .any(|held| held.strip_prefix("W/").unwrap_or(held) == tag)
    };
    !insists && text(header::IF_NONE_MATCH).is_some_and(held)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tag_is_length_and_hash_of_the_json_text() {
        let tag = |body| etag(&body, &HeaderMap::new());
        // printf '{"a":1}' | openssl sha1 -binary | base64
        assert_eq!(
            tag(Body::Json(json!({ "a": 1 }))).as_deref(),
            Some("\"7-n4nHQM60bXQYySSnisV5QdXpZSA\"")
        );
        assert_eq!(tag(Body::Text("x".into())), tag(Body::Json(json!("x"))));
        assert_eq!(tag(Body::Empty), None);
    }

    #[test]
    fn freshness() {
        let asked = |pairs: &[(header::HeaderName, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(name.clone(), HeaderValue::from_static(value));
            }
            is_fresh(&headers, "\"1-x\"")
        };
        assert!(asked(&[(header::IF_NONE_MATCH, "\"0-y\", W/\"1-x\"")]));
        assert!(asked(&[(header::IF_NONE_MATCH, "*")]));
        assert!(!asked(&[(header::IF_NONE_MATCH, "\"0-y\"")]));
        assert!(!asked(&[]));
        assert!(!asked(&[
            (header::IF_NONE_MATCH, "*"),
            (header::CACHE_CONTROL, "no-cache")
        ]));
    }
}
