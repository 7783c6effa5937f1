//! The device flow (RFC 8628): the device's request, and the page on which its user types the code.

use std::sync::Arc;

use http::StatusCode;
use serde_json::json;

use super::{
    app::Tx,
    login,
    pages::{self, ConsentPage, DevicePage},
    store::{Answer, Device, Grant, Session},
    token::client,
};
use crate::base::key::Key;
use crate::oidc::{
    error::Error,
    exchange::{Reply, Request},
    params::Params,
};

/// The endpoint (POST) and the page (GET).
pub const PATH: &str = "/oauth/device";
/// Where the page's consent form goes.
pub const DECISION: &str = "/oauth/device/decision";

/// Seconds a device code is good for.
const TTL: i64 = 300;
/// Seconds that it is remembered longer, to be told apart from one that never was.
const REMEMBERED: i64 = 600;

/// `POST /oauth/device`: a device asks for a code. It need not authenticate.
pub fn ask(tx: &mut Tx<'_>, request: &Request) -> Reply {
    authorize(tx, request)
        .unwrap_or_else(|error| Reply::refusal(&error))
        .traced("device-authorization")
}

fn authorize(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let id = client::credentials(request)?
        .id
        .ok_or_else(|| Error::invalid_request("client_id is required"))?;
    let app = (tx.state.data.apps.get(&id)).ok_or_else(|| {
        client::invalid_client("client not found")
            .because(format!("no application is registered as `{id}`"))
    })?;
    let scopes = (app.scopes_for(request.body.get("scope")))
        .map_err(|name| Error::new("invalid_scope", format!("invalid scope: {name}")))?;
    let device_code = tx.state.ids.opaque();
    let user_code = tx.state.ids.user_code();
    let row = Device {
        user_code: user_code.clone(),
        client_id: Arc::from(id.as_str()),
        scopes,
        expires_at: tx.now.plus_seconds(TTL),
        polled_at: None,
        answer: Answer::Pending,
    };
    let end = tx.now.plus_seconds(TTL + REMEMBERED);
    tx.state
        .store
        .devices
        .insert(&device_code, row, end, tx.now);
    let mut reply = Reply::json(json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": format!("{}{PATH}", tx.issuer),
        "expires_in": TTL,
    }));
    reply.trace.client_id = Some(id);
    Ok(reply)
}

/// `GET /oauth/device[?user_code=…]`: the page. The user is always asked, whatever was consented to before.
pub fn show(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let Some(typed) = request.query.get("user_code") else {
        return entry("", None).traced("device");
    };
    let user_code = normalised(typed);
    let Some(session) = tx.session(request) else {
        return Reply::see_other(login::address(&here(&user_code))).traced("device");
    };
    let Some((_, device)) = pending(tx, &user_code) else {
        return entry(typed, Some("This code is invalid or has expired.")).traced("device");
    };
    let data = &tx.state.data;
    let (Some(app), Some(user)) = (
        data.apps.get(&*device.client_id),
        data.users.get(&*session.username),
    ) else {
        return entry(typed, Some("This code is invalid or has expired.")).traced("device");
    };
    let (page, decision) = (here(&user_code), at(DECISION, &user_code));
    let consent = ConsentPage::new(app, user, &device.scopes, &[], page, tx.issuer);
    let mut reply =
        pages::show(StatusCode::OK, &consent.for_device(&user_code, decision)).traced("device");
    reply.trace.client_id = Some(app.id.clone());
    reply.trace.user_id = Some(user.username.clone());
    reply
}

/// `POST /oauth/device/decision?user_code=…`: the user's word.
pub fn decide(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let user_code = normalised(request.query.get("user_code").unwrap_or_default());
    let Some(session) = tx.session(request) else {
        return Reply::see_other(login::address(&here(&user_code))).traced("device");
    };
    let Some((device_code, device)) = pending(tx, &user_code) else {
        return entry(&user_code, Some("This code is invalid or has expired.")).traced("device");
    };
    let (answer, done) = if request.body.get("decision") == Some("authorize") {
        let grant = grant(tx, device, &session, request);
        (Answer::Granted(Arc::new(grant)), "Your device is connected")
    } else {
        (Answer::Denied, "Your device was not connected")
    };
    let device_code = device_code.to_owned();
    if let Some(device) = tx.state.store.devices.get_mut(&device_code, tx.now) {
        device.answer = answer;
    }
    let mut reply = device_page("", None, Some(done)).traced("device");
    reply.trace.user_id = Some(session.username.to_string());
    reply
}

fn grant(tx: &Tx<'_>, device: &Device, session: &Session, request: &Request) -> Grant {
    let user = tx.state.data.users.get(&*session.username);
    let picked: Vec<&str> = request.body.all("orgIds").collect();
    Grant {
        client_id: device.client_id.clone(),
        username: session.username.clone(),
        scopes: device.scopes.clone(),
        orgs: (user.into_iter().flat_map(|user| &user.orgs))
            .filter(|org| picked.contains(&org.sub.as_str()))
            .map(|org| org.sub.as_str().into())
            .collect(),
        nonce: None,
        auth_time: session.login_at,
    }
}

fn pending<'a>(tx: &'a Tx<'_>, user_code: &str) -> Option<(&'a Key, &'a Device)> {
    tx.state.store.devices.iter(tx.now).find(|(_, device)| {
        device.user_code == user_code
            && device.expires_at > tx.now
            && matches!(device.answer, Answer::Pending)
    })
}

fn entry(user_code: &str, error: Option<&'static str>) -> Reply {
    device_page(user_code, error, None)
}

fn device_page(user_code: &str, error: Option<&'static str>, done: Option<&'static str>) -> Reply {
    let status = match error {
        Some(_) => StatusCode::BAD_REQUEST,
        None => StatusCode::OK,
    };
    pages::show(
        status,
        &DevicePage {
            action: PATH,
            user_code: user_code.to_owned(),
            error,
            done,
        },
    )
}

/// The code's letters in capitals, with the hyphen in its place (RFC 8628 section 6.1).
fn normalised(typed: &str) -> String {
    let mut letters: String = (typed.chars())
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if letters.len() > 4 {
        letters.insert(4, '-');
    }
    letters
}

fn here(user_code: &str) -> String {
    at(PATH, user_code)
}

fn at(path: &str, user_code: &str) -> String {
    let query = Params::from_pairs([("user_code".to_owned(), user_code.to_owned())]);
    format!("{path}?{}", query.encode())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_may_be_typed_carelessly() {
        assert_eq!(normalised(" wdjb mjht "), "WDJB-MJHT");
        assert_eq!(normalised("WDJB-MJHT"), "WDJB-MJHT");
        assert_eq!(normalised("ab"), "AB");
    }
}
