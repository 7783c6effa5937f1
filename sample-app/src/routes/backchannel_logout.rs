//! `POST /backchannel_logout`: Logto says, from server to server, that somebody has signed out
//! (OpenID Connect Back-Channel Logout 1.0 sections 2.5 to 2.8).

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;
use url::form_urlencoded;

use super::{App, paths};

/// A logout token has about 600 bytes.
const LARGEST_BODY: usize = 32 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(paths::BACKCHANNEL_LOGOUT, post(backchannel_logout))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

async fn backchannel_logout(
    State(app): State<App>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let outcome = match body
        .map_err(|error| error.body_text())
        .and_then(|body| token(&body))
    {
        Ok(token) => app
            .logto
            .accept_logout_token(&token)
            .await
            .map_err(|error| error.to_string()),
        Err(why) => Err(why),
    };
    let answer = match outcome {
        Ok(logout) => {
            let ended = app.sessions.remove_where(|visitor| {
                let ends = logout.ends(&visitor.memory);
                if ends {
                    // Requests under way hold the memory too.
                    visitor.memory.forget();
                }
                ends
            });
            tracing::info!(ended, "Logto ended sessions over the back channel");
            StatusCode::OK.into_response()
        }
        Err(why) => {
            tracing::warn!(?why, "refused a logout token");
            let body = json!({ "error": "invalid_request", "error_description": why });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    };
    ([(CACHE_CONTROL, "no-store")], answer).into_response()
}

/// The one `logout_token` of a form.
fn token(body: &[u8]) -> Result<String, String> {
    let mut tokens = form_urlencoded::parse(body).filter(|(name, _)| name == "logout_token");
    match (tokens.next(), tokens.next()) {
        (Some((_, token)), None) => Ok(token.into_owned()),
        (None, _) => Err("logout_token is missing".to_owned()),
        (Some(_), Some(_)) => Err("logout_token came twice".to_owned()),
    }
}
