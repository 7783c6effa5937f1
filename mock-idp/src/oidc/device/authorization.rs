//! The device authorization endpoint (RFC 8628 section 3.1).

use serde_json::json;

use crate::oidc::{
    authorize::{self, Asked, Endpoint},
    client_auth,
    error::Error,
    exchange::{Reply, Request},
    tokens::{DeviceCode, DeviceState},
    tx::Tx,
};

/// How long past its end a device code is remembered, in seconds: a late poll learns that it has expired.
const REMEMBERED: i64 = 3_600;

/// Issues a device code and a user code.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let client = client_auth::authenticate(tx, request)?;
    let mut asked = Asked::new(Endpoint::DeviceAuthorization, &request.body, tx.profile);
    asked.params.set("client_id", &*client.id);
    authorize::check_all(&mut asked, tx)?;
    let device_code = tx.ids.opaque();
    let user_code = tx.ids.user_code();
    let ttl = tx.profile.lifetimes.device_code;
    let expires_at = tx.now.plus_seconds(ttl);
    let row = DeviceCode {
        user_code: user_code.clone(),
        params: asked.params,
        client_id: client.id.clone(),
        state: DeviceState::Pending,
        in_flight: false,
        expires_at,
    };
    tx.store.device_codes.insert(
        &device_code,
        row,
        expires_at.plus_seconds(REMEMBERED),
        tx.now,
    );
    let page = tx.profile.device.map_or("/device", |device| device.page);
    let uri = format!("{}{page}", request.origin);
    let mut reply = Reply::json(json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": uri,
        "verification_uri_complete": format!("{uri}?user_code={user_code}"),
        "expires_in": ttl,
    }));
    reply.trace.client_id = Some(client.id.to_string());
    Ok(reply)
}
