//! The calls of the Account API.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use axum::{
    Router,
    extract::State as Shared,
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, any, post},
};
use http::{HeaderValue, Method, header};

use super::{
    cors, grants, identifiers, identities, mfa, password, profile, settings, verification,
    visit::{self, Handler},
};
use crate::logto::{
    App,
    api::{self, Call, answer, only},
};

/// Its name in the journal.
pub(super) const ENDPOINT: &str = "account";

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const PATCH: Method = Method::PATCH;
const DELETE: Method = Method::DELETE;

/// The calls of a path, in the order in which they are listed.
type Calls = (&'static str, Vec<(Method, Handler)>);

/// The calls below `/api/my-account`.
fn account() -> Vec<Calls> {
    vec![
        (
            "",
            vec![(GET, profile::show as Handler), (PATCH, profile::change)],
        ),
        ("/profile", vec![(PATCH, profile::change_claims)]),
        ("/password", vec![(POST, password::change)]),
        (
            "/primary-email",
            vec![
                (POST, identifiers::set_email),
                (DELETE, identifiers::remove_email),
            ],
        ),
        (
            "/primary-phone",
            vec![
                (POST, identifiers::set_phone),
                (DELETE, identifiers::remove_phone),
            ],
        ),
        (
            "/identities",
            vec![(POST, identities::add), (PUT, identities::replace)],
        ),
        ("/identities/{target}", vec![(DELETE, identities::remove)]),
        (
            "/identities/{target}/access-token",
            vec![
                (GET, identities::social_token),
                (PUT, identities::store_token),
            ],
        ),
        (
            "/sso-identities/{connectorId}/access-token",
            vec![(GET, identities::sso_token)],
        ),
        (
            "/mfa-settings",
            vec![(GET, settings::show_mfa), (PATCH, settings::change_mfa)],
        ),
        (
            "/logto-configs",
            vec![(GET, settings::show), (PATCH, settings::change)],
        ),
        (
            "/mfa-verifications",
            vec![(GET, mfa::list), (POST, mfa::add)],
        ),
        (
            "/mfa-verifications/totp-secret/generate",
            vec![(POST, mfa::totp_secret)],
        ),
        ("/mfa-verifications/totp", vec![(PUT, mfa::replace_totp)]),
        (
            "/mfa-verifications/backup-codes",
            vec![(GET, mfa::backup_codes)],
        ),
        (
            "/mfa-verifications/backup-codes/generate",
            vec![(POST, mfa::new_backup_codes)],
        ),
        ("/mfa-verifications/{id}/name", vec![(PATCH, mfa::rename)]),
        ("/mfa-verifications/{id}", vec![(DELETE, mfa::remove)]),
        ("/sessions", vec![(GET, grants::sessions)]),
        ("/sessions/{sessionId}", vec![(DELETE, grants::end_session)]),
        ("/grants", vec![(GET, grants::list)]),
        ("/grants/{grantId}", vec![(DELETE, grants::revoke)]),
        ("/user-assets/avatar", vec![(POST, profile::upload_avatar)]),
    ]
}

/// The calls below `/api/verifications` that wait for nobody.
fn verifications() -> Vec<Calls> {
    vec![
        ("/password", vec![(POST, verification::password as Handler)]),
        ("/verification-code", vec![(POST, verification::send_code)]),
        (
            "/verification-code/verify",
            vec![(POST, verification::verify_code)],
        ),
        ("/social", vec![(POST, verification::social::start)]),
    ]
}

/// All calls: method and path.
pub(in crate::logto) fn paths() -> Vec<(Method, String)> {
    let mut paths = vec![(POST, "/api/verifications/social/verify".to_owned())];
    for (prefix, calls) in [
        ("/api/my-account", account()),
        ("/api/verifications", verifications()),
    ] {
        for (path, methods) in calls {
            let path = format!("{prefix}{path}");
            paths.extend(
                methods
                    .into_iter()
                    .map(|(method, _)| (method, path.clone())),
            );
        }
    }
    paths
}

/// The calls below `/api/my-account` and `/api/verifications`.
pub(in crate::logto) fn routes() -> Router<App> {
    let verify = only("POST", post(social_verify));
    let mut routes = Router::new().route("/api/verifications/social/verify", verify);
    for (prefix, calls) in [
        ("/api/my-account", account()),
        ("/api/verifications", verifications()),
    ] {
        for (path, methods) in calls {
            routes = routes.route(&format!("{prefix}{path}"), serve(&methods));
        }
        routes = routes.route(&format!("{prefix}/{{*other}}"), any(api::not_found));
    }
    routes.layer(middleware::from_fn(cors::open))
}

fn serve(calls: &[(Method, Handler)]) -> MethodRouter<App> {
    let mut allow = Vec::new();
    let mut routes = MethodRouter::new();
    for (method, handler) in calls {
        if *method == GET {
            allow.push("HEAD");
        }
        allow.push(method.as_str());
        if let Ok(filter) = MethodFilter::try_from(method.clone()) {
            routes = routes.on(filter, entry(*handler));
        }
    }
    let allow = allow.join(", ");
    only(&allow, routes).options(options(&allow))
}

/// A handler of its own: axum adds `Allow` to what a fallback answers, and preflights have none.
fn options(allow: &str) -> impl Fn() -> Ready<Response> + Clone + Send + Sync + 'static {
    let allow = HeaderValue::from_str(allow).ok();
    move || {
        let mut response = "".into_response();
        if let Some(allow) = &allow {
            response.headers_mut().insert(header::ALLOW, allow.clone());
        }
        ready(response)
    }
}

/// Makes an axum handler of one of ours.
fn entry(
    handler: Handler,
) -> impl Fn(Shared<App>, Call) -> Ready<Response> + Clone + Send + Sync + 'static {
    move |Shared(app), call| {
        let result = visit::within(&app, &call, |visit| {
            let mut reply = handler(visit)?;
            reply.trace.client_id = Some(visit.caller.client_id.to_string());
            reply.trace.user_id = Some(visit.caller.user_id.to_string());
            Ok(reply)
        });
        ready(answer(ENDPOINT, &call, result))
    }
}

async fn social_verify(Shared(app): Shared<App>, call: Call) -> Response {
    let call = Arc::new(call);
    let result = verification::social::returned(&app, &call).await;
    answer(ENDPOINT, &call, result)
}
