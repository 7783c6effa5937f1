//! What providers may support and this one does not: request objects, in-line registration.

use super::{Asked, Endpoint, pushed::URN};
use crate::oidc::{error::Error, tx::Tx};

/// `request` and `request_uri` (RFC 9101); a `request_uri` may only name a pushed request (RFC 9126).
pub(super) fn request_object(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    if asked.params.get("request").is_some() {
        return Err(Error::bare("request_not_supported")
            .because("request objects are not supported: send plain parameters or push them"));
    }
    match asked.params.get("request_uri") {
        Some(uri) if asked.endpoint != Endpoint::Authorization || !uri.starts_with(URN) => {
            Err(Error::bare("request_uri_not_supported").because(format!(
                "request_uri `{uri}` does not come from the pushed authorization request endpoint"
            )))
        }
        Some(_) | None => Ok(()),
    }
}

/// `registration` (OpenID Connect Core section 7.2.1).
pub(super) fn registration(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    match asked.params.get("registration") {
        Some(_) => Err(Error::bare("registration_not_supported")
            .because("clients are registered beforehand: leave `registration` out")),
        None => Ok(()),
    }
}
