//! The session guard: some pages are shown only within an interaction.
//!
//! Logto: `/` itself and all that starts with one of the guarded paths, unless `?preview=` is given, else
//! 302 to the tenant's address for such visits, or to `/unknown-session` at the configured endpoint.

use http::{Method, StatusCode};

use super::{paths, visit};
use crate::{
    logto::model::Data,
    oidc::exchange::{Body, Reply, Request},
};

const GUARDED: [&str; 6] = [
    paths::SIGN_IN,
    paths::CONSENT,
    paths::REGISTER,
    paths::SINGLE_SIGN_ON,
    "/social/register",
    paths::FORGOT_PASSWORD,
];

/// Whether the page may only be shown within an interaction.
pub(super) fn is_guarded(request: &Request) -> bool {
    let path = &*request.path;
    let is_form = request.method == Method::POST;
    !is_form
        && (path == "/" || GUARDED.iter().any(|guarded| path.starts_with(guarded)))
        && request.query.get("preview").is_none()
        && !visit::comes_from_page(request)
}

/// Where a visit without an interaction is sent: `issuer` is the configured one.
pub(super) fn turn_away(data: &Data, issuer: &str) -> Reply {
    let own = data
        .sign_in_experience
        .unknown_session_redirect_url
        .as_deref()
        .filter(|url| !url.is_empty());
    let tenants = data
        .configs
        .get("sessionNotFoundRedirectUrl")
        .and_then(|config| config.get("url"))
        .and_then(serde_json::Value::as_str);
    let endpoint = issuer.strip_suffix("/oidc").unwrap_or(issuer);
    let location = own.or(tenants).map_or_else(
        || format!("{endpoint}{}", paths::UNKNOWN_SESSION),
        str::to_owned,
    );
    Reply::new(StatusCode::FOUND, Body::Redirect(location))
}
