//! `/sign_out` and the return from it (OpenID Connect RP-Initiated Logout 1.0).

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use url::Url;

use crate::{
    ambient,
    defects::Defect,
    party::{Shared, to},
    refused::Refused,
    session::{COOKIE, cookie},
};

/// What remembers a sign-out while the browser is at the provider.
const LOGOUT_COOKIE: &str = "rp_logout";

/// Ends the session here, then at the provider.
pub(crate) async fn sign_out(State(party): State<Shared>, headers: HeaderMap) -> Response {
    let has = |defect| party.defects.has(defect);
    let Some((id, _, user)) = party.user(&headers) else {
        return to("/", &[]);
    };
    let mut cookies = Vec::new();
    if has(Defect::ForgetsOnlyCookie) {
        cookies.push(format!("{COOKIE}=; Path=/; Max-Age=0"));
    } else if !has(Defect::KeepsSession) {
        party.sessions.end(&id);
        cookies.push(format!("{COOKIE}=; Path=/; Max-Age=0"));
        if let Some(refresh_token) = &user.refresh_token {
            party.revoke(refresh_token).await;
        }
    }
    let metadata = match party.provider.metadata().await {
        Ok(metadata) => metadata,
        Err(refused) => return refused.page("Signed out here only"),
    };
    let endpoint = metadata.end_session_endpoint.as_deref();
    let Some(mut address) = endpoint
        .filter(|_| !has(Defect::NoEndSession))
        .and_then(|endpoint| Url::parse(endpoint).ok())
    else {
        return to("/", &cookies);
    };
    let state = ambient::unguessable();
    {
        let mut query = address.query_pairs_mut();
        let back = format!("{}/signed_out", party.settings.base_url);
        // The hint says which client it is.
        query
            .append_pair("post_logout_redirect_uri", &back)
            .append_pair("state", &state);
        if let Some(id_token) = user.id_token.filter(|_| !has(Defect::NoIdTokenHint)) {
            query.append_pair("id_token_hint", &id_token);
        }
    }
    cookies.push(format!(
        "{LOGOUT_COOKIE}={state}; Path=/signed_out; HttpOnly; SameSite=Lax; Max-Age=600"
    ));
    to(address.as_str(), &cookies)
}

/// What comes back from the provider.
#[derive(Debug, Deserialize)]
pub(crate) struct Return {
    state: Option<String>,
}

/// The session is gone already: nothing depends on what comes back, so a strange state is no more than that.
pub(crate) async fn signed_out(
    State(party): State<Shared>,
    Query(back): Query<Return>,
    headers: HeaderMap,
) -> Response {
    let sent = cookie(&headers, LOGOUT_COOKIE);
    if party.defects.has(Defect::CrashOnLogoutState) && back.state != sent {
        return Refused::Crash.page("Signed out");
    }
    to(
        "/",
        &[format!("{LOGOUT_COOKIE}=; Path=/signed_out; Max-Age=0")],
    )
}
