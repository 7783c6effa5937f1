//! Which grant type is meant.

use super::{authorization_code, device_code, exchange, issue::Granted, refresh_token};
use crate::huggingface::app::Tx;
use crate::oidc::{error::Error, exchange::Request};

type Grant = fn(&mut Tx<'_>, &Request) -> Result<Granted, Error>;

/// The grant types, for discovery too.
pub const GRANT_TYPES: &[(&str, Grant)] = &[
    ("authorization_code", authorization_code::handle),
    ("refresh_token", refresh_token::handle),
    (
        "urn:ietf:params:oauth:grant-type:device_code",
        device_code::handle,
    ),
    (
        "urn:ietf:params:oauth:grant-type:token-exchange",
        exchange::handle,
    ),
];

/// `POST /oauth/token`.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Granted, Error> {
    let asked = required(request, "grant_type")?;
    let (_, grant) = GRANT_TYPES
        .iter()
        .find(|(name, _)| *name == asked)
        .ok_or_else(|| {
            Error::new(
                "unsupported_grant_type",
                format!("unsupported grant type: {asked}"),
            )
        })?;
    grant(tx, request)
}

/// A parameter that must be there, once.
pub(super) fn required<'a>(request: &'a Request, name: &str) -> Result<&'a str, Error> {
    if request.body.is_repeated(name) {
        return Err(Error::invalid_request(format!(
            "{name} must not be given more than once"
        )));
    }
    (request.body.get(name)).ok_or_else(|| Error::invalid_request(format!("{name} is required")))
}
