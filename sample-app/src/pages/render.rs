//! From a template to a response.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse, Response};

/// Renders a page. Pages are about one person and one moment, so nothing keeps them.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, [(CACHE_CONTROL, "no-store")], Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a template failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The page could not be made.\n",
            )
                .into_response()
        }
    }
}
