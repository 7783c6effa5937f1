//! From a page to a reply.

use askama::Template;
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS},
};

use crate::oidc::exchange::{Body, Reply};

/// No scripts, no frames. Forms are not restricted: browsers would apply it to the redirect to the
/// application, too.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The page as a reply.
pub fn show(status: StatusCode, page: &impl Template) -> Reply {
    match page.render() {
        Ok(html) => Reply::new(status, Body::Html(html)),
        Err(error) => Reply::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Body::Text(format!("the page could not be drawn: {error}")),
        ),
    }
    .with_header(CACHE_CONTROL, "no-store")
    .with_header(CONTENT_SECURITY_POLICY, POLICY)
    .with_header(REFERRER_POLICY, "strict-origin-when-cross-origin")
    .with_header(X_FRAME_OPTIONS, "DENY")
}
