//! Where an error may be shown (RFC 6749 section 4.1.2.1): to the client's redirection endpoint, unless
//! the client or that endpoint is not known for sure. Then it is shown to the browser.

use serde_json::Value;

use super::{Asked, client, redirect_uri as redirect, respond};
use crate::oidc::{
    error::Error,
    exchange::{Body, Reply},
    redirect_uri,
    tx::Tx,
};

/// The answer to a request that failed with `error`.
pub(super) fn refuse(tx: &Tx<'_>, asked: &mut Asked, error: Error) -> Reply {
    let error = verify_redirect_uri(tx, asked, error);
    let is_shown = asked.client.is_none()
        || asked.params.get("client_id").is_none()
        || asked.params.get("redirect_uri").is_none()
        || error.code == "invalid_redirect_uri";
    let state = asked.params.get("state");
    let mut reply = if is_shown {
        let mut body = error.to_json();
        if let Some(state) = state {
            body.insert("state".into(), state.into());
        }
        body.insert("iss".into(), tx.profile.issuer.as_str().into());
        Reply::new(error.status, Body::Json(Value::Object(body)))
    } else {
        let members = [
            ("error", Some(error.code)),
            ("error_description", error.description.as_deref()),
            ("scope", error.scope.as_deref()),
            ("state", state),
            ("iss", Some(tx.profile.issuer.as_str())),
        ];
        let pairs: Vec<(&str, &str)> = members
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        respond::send(&asked.params, &pairs, error.status)
    };
    reply.trace.client_id = asked.client.as_ref().map(|client| client.id.to_string());
    reply.trace.error = Some(error.to_problem());
    reply
}

/// Before an error goes anywhere, its destination is checked, whatever the error was: a request may fail
/// before its turn comes for that check.
fn verify_redirect_uri(tx: &Tx<'_>, asked: &mut Asked, error: Error) -> Error {
    if asked.client.is_none()
        && let Some(id) = asked.params.get("client_id")
    {
        asked.client = client::find(tx, id).ok();
    }
    if asked.is_redirect_uri_checked || error.code == "invalid_redirect_uri" {
        return error;
    }
    let Some(client) = asked.client.clone() else {
        return error;
    };
    if let [only] = client.redirect_uris.as_slice()
        && asked.params.get("redirect_uri").is_none()
    {
        asked.params.set("redirect_uri", only.clone());
    }
    match asked.params.get("redirect_uri") {
        Some(uri) if !redirect_uri::is_allowed(&client, uri) => {
            let mismatch = redirect::mismatch(&client, uri);
            let reason = mismatch.reason.clone().unwrap_or_default();
            mismatch.because(format!("{reason}; the request also failed with {error}"))
        }
        Some(_) | None => error,
    }
}
