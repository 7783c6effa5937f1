//! Addresses where a GET changes something: a redirect from Logto, or a link, can use no other method.

use axum::handler::Handler;
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::routing::{MethodRouter, get};

use super::App;

/// GET only. Link checkers and mail scanners send HEAD, which must not use up a callback or sign anybody
/// out: it is answered with 405 (RFC 9110 section 15.5.6), where `get` alone would run the handler.
pub(super) fn acting<H, T>(handler: H) -> MethodRouter<App>
where
    H: Handler<T, App>,
    T: 'static,
{
    get(handler).head(|| async { (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET")]) })
}
