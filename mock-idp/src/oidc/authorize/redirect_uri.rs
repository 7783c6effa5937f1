//! `redirect_uri`: the default of a client that has only one, and whether it is registered.

use super::Asked;
use crate::oidc::{client::Client, error::Error, redirect_uri, tx::Tx};

/// A client with just one redirection endpoint may leave `redirect_uri` out.
pub(super) fn assign_default(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let client = asked.client()?;
    if let [only] = client.redirect_uris.as_slice()
        && asked.params.get("redirect_uri").is_none()
    {
        let only = only.clone();
        asked.params.set("redirect_uri", only);
    }
    Ok(())
}

/// Refuses what is not registered.
pub(super) fn check(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let client = asked.client()?;
    let uri = asked.params.get("redirect_uri").unwrap_or_default();
    if redirect_uri::is_allowed(client, uri) {
        asked.is_redirect_uri_checked = true;
        Ok(())
    } else {
        Err(mismatch(client, uri))
    }
}

/// The error that says so: never sent to that address.
pub(super) fn mismatch(client: &Client, uri: &str) -> Error {
    let registered: Vec<String> = client
        .redirect_uris
        .iter()
        .map(|uri| format!("`{uri}`"))
        .collect();
    Error::new(
        "invalid_redirect_uri",
        "redirect_uri did not match any of the client's registered redirect_uris",
    )
    .because(format!(
        "redirect_uri `{uri}` is not registered for `{}`; registered: {}",
        client.id,
        if registered.is_empty() {
            "none".to_owned()
        } else {
            registered.join(", ")
        }
    ))
}
