//! `/session/end/success`: where a sign-out ends that has nowhere to go back to.

use http::StatusCode;

use crate::oidc::{
    authorize::client,
    error::Error,
    exchange::{Body, Reply, Request},
    tx::Tx,
};

/// The provider's page. A client that is named must be known.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let client = request
        .query
        .get("client_id")
        .map(|id| client::find(tx, id))
        .transpose()?;
    let page = (tx.profile.signed_out_page)(request);
    let mut reply = Reply::new(StatusCode::OK, Body::Html(page));
    reply.trace.client_id = client.map(|client| client.id.to_string());
    Ok(reply)
}
