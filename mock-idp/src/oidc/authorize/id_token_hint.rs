//! `id_token_hint` (OpenID Connect Core section 3.1.2.1).

use super::Asked;
use crate::oidc::{error::Error, id_token_hint, tx::Tx};

/// Refuses what is no ID token of this provider for this client. It may have expired.
pub(super) fn check(asked: &mut Asked, tx: &Tx<'_>) -> Result<(), Error> {
    let Some(hint) = asked.params.get("id_token_hint") else {
        return Ok(());
    };
    let client = asked.client()?;
    match id_token_hint::verify(tx, hint, &client.id) {
        Ok(subject) => {
            asked.hinted = Some(subject);
            Ok(())
        }
        Err(reason) => {
            Err(Error::invalid_request("could not validate id_token_hint").because(reason))
        }
    }
}
