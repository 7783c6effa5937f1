//! `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 section 3.4).

use super::{
    client,
    endpoint::required,
    issue::{self, Granted, Wanted},
};
use crate::huggingface::{app::Tx, store::Answer};
use crate::oidc::{error::Error, exchange::Request};

/// Seconds a device has to wait between two questions (RFC 8628 section 3.5 where none are told).
const INTERVAL: i64 = 5;

/// Tells a device how its authorization stands.
pub(super) fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Granted, Error> {
    let value = required(request, "device_code")?;
    let credentials = client::credentials(request)?;
    let has_secret = (credentials.id.as_deref())
        .and_then(|id| tx.state.data.apps.get(id))
        .is_some_and(|app| !app.is_public());
    if has_secret && credentials.secret.is_none() {
        return Err(client::invalid_client(
            "if you want to use the device code flow without client secret authentication, \
             delete the secret from the oauth app to make it public",
        ));
    }
    let app = client::authenticate(tx, request, None)?;
    let device = (tx.state.store.devices.get_mut(value, tx.now))
        .filter(|device| *device.client_id == *app.id)
        .ok_or_else(|| {
            Error::new("invalid_grant", "Invalid device code")
                .because("the device code is unknown, used, or another application's")
        })?;
    match &device.answer {
        Answer::Denied => {
            tx.state.store.devices.remove(value);
            Err(Error::new("access_denied", "Device code denied"))
        }
        Answer::Granted(grant) => {
            let grant = grant.clone();
            tx.state.store.devices.remove(value);
            issue::issue(
                tx,
                Wanted {
                    grant,
                    scopes: None,
                    refresh_token: true,
                    nonce: None,
                },
            )
        }
        Answer::Pending if device.expires_at <= tx.now => {
            Err(Error::new("expired_token", "Device code expired"))
        }
        Answer::Pending => {
            let is_hasty = (device.polled_at).is_some_and(|at| tx.now < at.plus_seconds(INTERVAL));
            device.polled_at = Some(tx.now);
            Err(if is_hasty {
                Error::new("slow_down", "Polling too fast")
            } else {
                Error::new("authorization_pending", "Authorization pending")
            })
        }
    }
}
