//! `GET /sign_out`: signs out here and sends the browser to Logto to be signed out there too.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use super::acting::acting;
use super::notice::Notice;
use super::visitor::Session;
use super::{App, paths, problem};

pub(crate) fn routes() -> Router<App> {
    Router::new().route(paths::SIGN_OUT, acting(sign_out))
}

async fn sign_out(State(app): State<App>, session: Session, headers: HeaderMap) -> Response {
    let client = session.client(&app);
    if !client.is_authenticated() {
        return Redirect::to(paths::HOME).into_response();
    }
    if comes_from_elsewhere(&headers) {
        return problem::confirm_sign_out();
    }
    match client.sign_out().await {
        Ok(address) => session.left(&app, address.as_str()),
        Err(error) => {
            tracing::warn!(%error, "signed out here only");
            session.ended(&app, Notice::LogtoStillOpen)
        }
    }
}

/// A link on another site could sign people out behind their backs; Fetch Metadata tells.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site")
}
