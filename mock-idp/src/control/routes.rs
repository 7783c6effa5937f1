//! All routes of the control listener, and what stands around them.

use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get};
use http::{StatusCode, Uri};

use super::{
    Refusal, Tenants, clock, console, foreign, guard, har, inbox, journal, keys, openapi, sessions,
    state, status, tampers, tenants, tokens,
};

/// Seeds and states are the longest that is sent here.
const LONGEST_BODY: usize = 64 << 20;

/// The API and the console page of these tenants. `exposed`: other machines may come too.
pub fn router(tenants: Tenants, exposed: bool) -> Router {
    Router::new()
        .route("/api/status", get(status::show))
        .merge(tenants::routes())
        .merge(state::routes())
        .merge(journal::routes())
        .merge(har::routes())
        .merge(clock::routes())
        .merge(inbox::routes())
        .merge(tampers::routes())
        .merge(keys::routes())
        .merge(sessions::routes())
        .merge(tokens::routes())
        .merge(openapi::routes())
        .merge(console::routes())
        .merge(foreign::routes())
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(
            guard::Exposed(exposed),
            guard::guard,
        ))
        .with_state(tenants)
}

async fn nothing(uri: Uri) -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "unknown_route",
        format!("there is nothing at {}", uri.path()),
        "/api/openapi.json lists all routes; / is the console page",
    )
}

async fn wrong_method(method: http::Method, uri: Uri) -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        format!("{method} does nothing at {}", uri.path()),
        "the header Allow lists the methods; /api/openapi.json says what they do",
    )
}
