//! The routes of the Experience API.

use axum::{
    Router,
    routing::{get, post, put},
};

use super::{consent, interaction, mfa, profile, social, verification};
use crate::logto::{
    App,
    api::{finished, only, route::Handler, sync},
};

/// Serves `/api/experience/…` and `/api/interaction/consent`.
pub fn router(app: App) -> Router {
    let put = |handler: Handler| only("PUT", put(sync("experience", handler)));
    let post = |handler: Handler| only("POST", post(sync("experience", handler)));
    let get = |handler: Handler| only("HEAD, GET", get(sync("experience", handler)));
    let interaction = Router::new()
        .route("/", put(interaction::begin))
        .route("/interaction-event", put(interaction::change_event))
        .route("/identification", post(interaction::identify))
        .route("/submit", post(interaction::submit))
        .route("/interaction", get(interaction::look))
        .route("/sso-connectors", get(interaction::sso_connectors))
        .route("/profile", post(profile::tell))
        .route("/profile/password", put(profile::reset_password))
        .route("/profile/mfa", post(mfa::bind))
        .route("/profile/mfa/mfa-enabled", post(mfa::enable))
        .route("/profile/mfa/mfa-skipped", post(mfa::skip))
        .route(
            "/profile/mfa/mfa-suggestion-skipped",
            post(mfa::skip_suggestion),
        )
        .route("/profile/mfa/passkey-skipped", post(mfa::skip_passkey));
    let verification = Router::new()
        .route("/password", post(verification::password))
        .route(
            "/new-password-identity",
            post(verification::new_password_identity),
        )
        .route("/verification-code", post(verification::send_code))
        .route("/verification-code/verify", post(verification::verify_code))
        .route("/mfa-verification-code", post(verification::send_mfa_code))
        .route(
            "/mfa-verification-code/verify",
            post(verification::verify_mfa_code),
        )
        .route("/one-time-token/verify", post(verification::one_time_token))
        .route(
            "/social/{connector_id}/authorization-uri",
            post(social::authorization_uri),
        )
        .route(
            "/social/{connector_id}/verify",
            only("POST", axum::routing::post(social::verify)),
        )
        .route("/totp/secret", post(mfa::totp_secret))
        .route("/totp/verify", post(mfa::totp_verify))
        .route("/backup-code/generate", post(mfa::backup_codes))
        .route("/backup-code/verify", post(mfa::backup_code_verify));
    let consent = axum::routing::get(sync("interaction-consent", consent::show))
        .post(sync("interaction-consent", consent::give));
    let routes = Router::new()
        .nest("/api/experience", interaction)
        .nest("/api/experience/verification", verification)
        .route("/api/interaction/consent", only("HEAD, GET, POST", consent));
    finished(routes, app)
}
