//! The routes of the Experience API: one list, which its description is made of too.

use axum::{
    Router,
    routing::{MethodRouter, get, post, put},
};

use super::{consent, interaction, legacy, mfa, profile, social, verification};
use crate::logto::{
    App,
    api::{only, route::Handler, sync},
};

/// How a path is called; every path of the API has one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET, and HEAD.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
}

use Verb::{Get, Post, Put};

/// The routes below `/api/experience`.
const ROUTES: &[(Verb, &str, Handler)] = &[
    (Put, "", interaction::begin),
    (Put, "/interaction-event", interaction::change_event),
    (Post, "/identification", interaction::identify),
    (Post, "/submit", interaction::submit),
    (Get, "/interaction", interaction::look),
    (Get, "/sso-connectors", interaction::sso_connectors),
    (Post, "/profile", profile::tell),
    (Put, "/profile/password", profile::reset_password),
    (Post, "/profile/mfa", mfa::bind),
    (Post, "/profile/mfa/mfa-enabled", mfa::enable),
    (Post, "/profile/mfa/mfa-skipped", mfa::skip),
    (
        Post,
        "/profile/mfa/mfa-suggestion-skipped",
        mfa::skip_suggestion,
    ),
    (Post, "/profile/mfa/passkey-skipped", mfa::skip_passkey),
    (Post, "/verification/password", verification::password),
    (
        Post,
        "/verification/new-password-identity",
        verification::new_password_identity,
    ),
    (
        Post,
        "/verification/verification-code",
        verification::send_code,
    ),
    (
        Post,
        "/verification/verification-code/verify",
        verification::verify_code,
    ),
    (
        Post,
        "/verification/mfa-verification-code",
        verification::send_mfa_code,
    ),
    (
        Post,
        "/verification/mfa-verification-code/verify",
        verification::verify_mfa_code,
    ),
    (
        Post,
        "/verification/one-time-token/verify",
        verification::one_time_token,
    ),
    (
        Post,
        "/verification/social/{connectorId}/authorization-uri",
        social::authorization_uri,
    ),
    (Post, "/verification/totp/secret", mfa::totp_secret),
    (Post, "/verification/totp/verify", mfa::totp_verify),
    (
        Post,
        "/verification/backup-code/generate",
        mfa::backup_codes,
    ),
    (
        Post,
        "/verification/backup-code/verify",
        mfa::backup_code_verify,
    ),
];

/// The one that waits for another provider.
const SOCIAL_VERIFY: &str = "/verification/social/{connectorId}/verify";

/// All paths below `/api` with their method, for the API's description.
pub fn paths() -> impl Iterator<Item = (Verb, String)> {
    let listed = ROUTES.iter().map(|(verb, path, _)| (*verb, *path));
    listed
        .chain([(Post, SOCIAL_VERIFY)])
        .map(|(verb, path)| (verb, format!("/experience{path}")))
}

/// The calls below `/api/experience` and `/api/interaction`.
pub fn routes() -> Router<App> {
    let verify = only("POST", post(social::verify));
    let mut routes = Router::new().route(&format!("/api/experience{SOCIAL_VERIFY}"), verify);
    for (verb, path, handler) in ROUTES {
        routes = routes.route(&format!("/api/experience{path}"), serve(*verb, *handler));
    }
    let consent = get(sync("interaction-consent", consent::show))
        .post(sync("interaction-consent", consent::give));
    let old = put(sync("experience", legacy::begin)).delete(sync("experience", legacy::end));
    routes
        .route("/api/interaction/consent", only("HEAD, GET, POST", consent))
        .route("/api/interaction", only("PUT, DELETE", old))
        .route("/api/interaction/event", serve(Put, legacy::change_event))
        .route("/api/interaction/submit", serve(Post, legacy::submit))
}

fn serve(verb: Verb, handler: Handler) -> MethodRouter<App> {
    let handler = sync("experience", handler);
    match verb {
        Get => only("HEAD, GET", get(handler)),
        Post => only("POST", post(handler)),
        Put => only("PUT", put(handler)),
    }
}
