//! Pushed authorization requests (RFC 9126).

use http::StatusCode;
use serde_json::json;

use super::{
    authorize::{self, Asked, Endpoint, pushed::URN},
    client_auth,
    error::Error,
    exchange::{Body, Reply, Request},
    params::Params,
    tokens::PushedRequest,
    tx::Tx,
};

/// Keeps a checked request for the authorization endpoint.
///
/// # Errors
///
/// Those of client authentication and of the authorization endpoint's checks, as JSON.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let client = client_auth::authenticate(tx, request)?;
    let mut asked = Asked::new(Endpoint::PushedRequest, &request.body, tx.profile);
    let pushed = asked.params.clone();
    if asked.params.get("client_id").is_none() {
        asked.params.require(&["response_type", "client_id"])?;
    }
    asked.client = Some(client.clone());
    authorize::check_all(&mut asked, tx).map_err(remap)?;
    let kept: Vec<(String, String)> = pushed
        .pairs()
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .cloned()
        .collect();
    let uri = format!("{URN}{}", tx.ids.opaque());
    let lifetimes = tx.profile.lifetimes;
    let row = PushedRequest {
        client_id: client.id.clone(),
        params: Params::from_pairs(kept),
        expires_at: tx.now.plus_seconds(lifetimes.code),
        consumed_at: None,
    };
    let gone = row.expires_at.plus_seconds(lifetimes.interaction);
    tx.store.pushed_requests.insert(&uri, row, gone, tx.now);
    let body = json!({ "expires_in": lifetimes.code, "request_uri": uri });
    let mut reply = Reply::new(StatusCode::CREATED, Body::Json(body));
    reply.trace.client_id = Some(client.id.to_string());
    Ok(reply)
}

/// At this endpoint a wrong redirection endpoint is just another invalid request.
fn remap(error: Error) -> Error {
    if error.code == "invalid_redirect_uri" {
        Error {
            code: "invalid_request",
            ..error
        }
    } else {
        error
    }
}
