//! The headers that keep browsers from doing more than the pages ask for.

use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::Response;

/// What goes onto every response.
#[derive(Clone, Debug)]
pub(crate) struct SecurityHeaders {
    policy: HeaderValue,
}

impl SecurityHeaders {
    /// Pictures of people come from anywhere on the web; over plain HTTP only if the application itself
    /// is there, as in development.
    pub(crate) fn new(https: bool) -> Self {
        let policy = if https {
            "default-src 'none'; style-src 'self'; img-src 'self' https:; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        } else {
            "default-src 'none'; style-src 'self'; img-src 'self' https: http:; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        };
        Self {
            policy: HeaderValue::from_static(policy),
        }
    }

    /// Puts the headers on a response.
    pub(crate) fn set(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // The callback's address holds a code: no address goes anywhere.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        response
    }
}
