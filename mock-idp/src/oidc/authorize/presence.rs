//! Required parameters.

use super::Asked;
use crate::oidc::{error::Error, tx::Tx};

/// `response_type` and `client_id` (RFC 6749 section 4.1.1).
pub(super) fn of_oauth(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    asked
        .params
        .require(&["response_type", "client_id"])
        .map_err(|error| error.because("it must be sent and must not be empty"))
}

/// `redirect_uri` (OpenID Connect Core section 3.1.2.1), which a client with just one may leave out.
pub(super) fn of_redirect_uri(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    asked.params.require(&["redirect_uri"]).map_err(|error| {
        let count = asked.client.as_ref().map_or(0, |c| c.redirect_uris.len());
        error.because(format!(
            "redirect_uri is missing, and the client has {count} of them: name the one to use"
        ))
    })
}
