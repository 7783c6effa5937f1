//! `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 section 3.4): the device asks whether its
//! user has finished.

use std::sync::Arc;

use super::authorization_code;
use crate::oidc::{
    client::Client,
    error::Error,
    exchange::Reply,
    grant,
    params::Params,
    standing,
    tokens::{DeviceState, Origin},
    tx::Tx,
};

/// Answers a poll.
pub(super) fn run(tx: &mut Tx<'_>, client: &Arc<Client>, params: &Params) -> Result<Reply, Error> {
    params.require(&["device_code"])?;
    let value = params.get("device_code").unwrap_or_default();
    let origin = collect(tx, client, value)?;
    tx.trace.user_id = Some(origin.account_id.to_string());
    standing::grant(tx, &origin).map_err(Error::invalid_grant)?;
    if !tx.directory.is_active(&origin.account_id) {
        return Err(Error::invalid_grant(format!(
            "user `{}` was deleted or suspended",
            origin.account_id
        )));
    }
    authorization_code::tokens(tx, client, params, &origin)
}

/// Takes what the user's consent left for the device. A second collection revokes the grant.
fn collect(tx: &mut Tx<'_>, client: &Client, value: &str) -> Result<Arc<Origin>, Error> {
    let now = tx.now;
    let unknown = || Error::invalid_grant("no such device code: it was never issued, or long ago");
    let code = tx
        .store
        .device_codes
        .get_mut(value, now)
        .ok_or_else(unknown)?;
    if code.client_id != client.id {
        return Err(Error::invalid_grant(format!(
            "the device code was issued to client `{}`",
            code.client_id
        )));
    }
    if code.expires_at <= now {
        return Err(Error::new("expired_token", "device code is expired")
            .because(format!("it expired at {} ms", code.expires_at.millis())));
    }
    match &code.state {
        DeviceState::Pending => Err(Error::new(
            "authorization_pending",
            "authorization request is still pending as the end-user hasn't yet completed the user interaction steps",
        )),
        DeviceState::Denied => Err(Error::new("access_denied", "End-User aborted interaction")),
        DeviceState::Granted(origin) => {
            let origin = origin.clone();
            code.state = DeviceState::Consumed(origin.grant_id.clone());
            Ok(origin)
        }
        DeviceState::Consumed(grant_id) => {
            let grant_id = grant_id.clone();
            grant::revoke(tx.store, &grant_id);
            Err(Error::invalid_grant(
                "the tokens were collected already; their grant is revoked now",
            ))
        }
    }
}
