//! Style sheet and icon.

use axum::Router;
use axum::routing::get;

use super::{App, paths};
use crate::pages;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(paths::STYLE, get(pages::style))
        .route(paths::FAVICON, get(pages::favicon))
}
