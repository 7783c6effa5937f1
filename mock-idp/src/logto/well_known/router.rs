//! The public routes, and what is answered where there is no route below `/api`.

use axum::{
    Router,
    routing::{any, get},
};

use super::{account_center, openapi, phrases, sign_in_experience};
use crate::logto::{
    ApiError, App,
    api::{Call, no_content, not_found, only, route::Handler, sync},
};
use crate::oidc::exchange::Reply;

/// `/api/.well-known/…`, `/.well-known/webauthn`, `/api/status`, and 404 for every other path below `/api`.
pub(in crate::logto) fn routes() -> Router<App> {
    let public = |handler: Handler| only("HEAD, GET", get(sync("well-known", handler)));
    Router::new()
        .route(
            "/api/.well-known/sign-in-exp",
            public(sign_in_experience::show),
        )
        .route(
            "/api/.well-known/experience",
            public(sign_in_experience::show),
        )
        .route("/api/.well-known/phrases", public(phrases::show))
        .route(
            "/api/.well-known/experience.openapi.json",
            public(openapi::experience),
        )
        .route("/api/.well-known/user.openapi.json", public(openapi::user))
        .route(
            "/api/.well-known/account-center",
            public(account_center::show),
        )
        .route("/.well-known/webauthn", public(account_center::webauthn))
        .route("/api/status", public(status))
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*rest}", any(not_found))
}

/// `GET /api/status`.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
fn status(_: &App, _: &Call) -> Result<Reply, ApiError> {
    Ok(no_content())
}
