//! The page's style and script. Nothing else is loaded, from nowhere.

use axum::{Router, http::header, response::IntoResponse, routing::get};

use crate::control::Tenants;

pub(super) fn routes() -> Router<Tenants> {
    let style = include_str!("../../../templates/control/console.css");
    let script = include_str!("../../../templates/control/console.js");
    Router::new()
        .route(
            "/console/console.css",
            get(move || async move { served("text/css; charset=utf-8", style) }),
        )
        .route(
            "/console/console.js",
            get(move || async move { served("text/javascript; charset=utf-8", script) }),
        )
}

fn served(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}
