//! `response_type` (RFC 6749 section 3.1.1).

use super::{Asked, asked::words};
use crate::oidc::{error::Error, tx::Tx};

/// What discovery advertises. Clients are registered for `code` alone.
const SUPPORTED: [&str; 4] = ["code id_token", "code", "id_token", "none"];

/// Refuses types that are unknown, or not the client's.
pub(super) fn check(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let mut parts: Vec<&str> = words(asked.params.get("response_type")).collect();
    parts.sort_unstable();
    parts.dedup();
    let wanted = parts.join(" ");
    if !SUPPORTED.contains(&wanted.as_str()) {
        return Err(Error::new(
            "unsupported_response_type",
            "unsupported response_type requested",
        )
        .because(format!(
            "response_type `{wanted}` is not supported: use code"
        )));
    }
    let client = asked.client()?;
    if !client.response_types.contains(&wanted.as_str()) {
        let allowed = client.response_types.join(", ");
        return Err(Error::invalid_request(
            "requested response_type is not allowed for this client",
        )
        .because(format!(
            "response_type `{wanted}` is not allowed for `{}`; allowed: {}",
            client.id,
            if allowed.is_empty() { "none" } else { &allowed }
        )));
    }
    asked.params.set("response_type", wanted);
    Ok(())
}
