//! From a page's reply to the HTTP answer, with the headers that only pages carry.

use axum::response::Response;
use http::{HeaderName, header};

use crate::oidc::{
    exchange::{Body, Reply, Request},
    transport,
};

/// What Logto allows its pages, but for `form-action 'self'`, which it lists too: there, scripts leave the
/// page; here, forms do, and Chromium holds every redirect that follows a form against that list, the
/// one to the app included.
const POLICY: [&str; 11] = [
    "img-src 'self' data: https: blob:",
    "script-src 'self' 'unsafe-inline' 'unsafe-hashes' https://accounts.google.com/gsi/client \
     https://static.cloudflareinsights.com/ https://challenges.cloudflare.com/turnstile/v0/api.js \
     https://www.google.com/recaptcha/enterprise.js https://recaptcha.net/recaptcha/enterprise.js \
     https://www.gstatic.com/recaptcha/ https://www.gstatic.cn/recaptcha/",
    "script-src-attr 'unsafe-inline'",
    "connect-src 'self' https://accounts.google.com/gsi/ {endpoint} \
     https://www.google.com/recaptcha/ https://recaptcha.net/recaptcha/ \
     https://www.gstatic.com/recaptcha/ https://www.gstatic.cn/recaptcha/",
    "frame-src 'self' https: https://accounts.google.com/gsi/",
    "frame-ancestors 'self'",
    "default-src 'self' https://accounts.google.com/gsi/",
    "base-uri 'self'",
    "font-src 'self' https: data:",
    "object-src 'none'",
    "style-src 'self' https: 'unsafe-inline'",
];

/// The answer to a request for a page of the Logto at `endpoint`.
pub(super) fn respond(request: &Request, reply: Reply, endpoint: &str) -> Response {
    let policy = POLICY.join(";").replacen("{endpoint}", endpoint, 1);
    let is_page = matches!(reply.body, Body::Html(_));
    let mut reply = reply
        .with_header(header::CONTENT_SECURITY_POLICY, &policy)
        .with_header(
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        );
    if is_page {
        reply = reply
            .with_header(header::CACHE_CONTROL, "no-cache, no-store, must-revalidate")
            .with_header(
                HeaderName::from_static("logto-static-package"),
                "experience",
            );
    }
    transport::write(reply, request, None)
}
