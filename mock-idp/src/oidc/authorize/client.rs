//! The client must be known, and usable.

use std::sync::Arc;

use super::Asked;
use crate::oidc::{client::Client, error::Error, tx::Tx};

/// The device flow's grant type (RFC 8628 section 3.4).
pub(crate) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Finds the client.
pub(super) fn check(asked: &mut Asked, tx: &Tx<'_>) -> Result<(), Error> {
    asked
        .params
        .require(&["client_id"])
        .map_err(|error| error.because("every request must say from which client it comes"))?;
    let id = asked.params.get("client_id").unwrap_or_default();
    asked.client = Some(find(tx, id)?);
    Ok(())
}

/// The client of that id, or the error that says why there is none.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Arc<Client>, Error> {
    tx.directory.client(id).unwrap_or_else(|| {
        Err(Error::new("invalid_client", format!("invalid client {id}"))
            .because(format!("no application has the id `{id}`")))
    })
}

/// A device authorization request must come from an app of the device flow.
pub(super) fn device_grant(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let client = asked.client()?;
    if client.grant_types.contains(&DEVICE_GRANT) {
        Ok(())
    } else {
        Err(
            Error::invalid_request(format!("{DEVICE_GRANT} is not allowed for this client"))
                .because(format!(
                    "`{}` is no app of the device flow; its grant types: {}",
                    client.id,
                    client.grant_types.join(", ")
                )),
        )
    }
}
