//! `GET /callback`: Logto's answer comes back with the browser.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::acting::acting;
use super::visitor::Session;
use super::{App, paths, problem};

pub(crate) fn routes() -> Router<App> {
    Router::new().route(paths::CALLBACK, acting(callback))
}

/// A refused answer changes nothing about the session: whoever is signed in stays so, and the cookie is
/// left alone.
async fn callback(State(app): State<App>, session: Session, RawQuery(query): RawQuery) -> Response {
    let client = session.client(&app);
    match client
        .handle_sign_in_callback(&query.unwrap_or_default())
        .await
    {
        Ok(memory) => session.signed_in(&app, memory),
        Err(error) => problem::sign_in_failed(&error, &app.config),
    }
}
