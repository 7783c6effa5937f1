//! Signing keys and cookie keys: listing, rotating, deleting.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::route::{Routes, Visit, admit};
use crate::{
    base::keys::{Algorithm, KeyError, Keys, RotationRefused, SigningKey},
    logto::{
        ApiError, App,
        api::{
            Call,
            guard::{self, Part},
            no_content,
        },
    },
    oidc::exchange::Reply,
};

/// Kinds of key.
const KINDS: &[&str] = &["private-keys", "cookie-keys"];
/// How long RSA keys are.
const RSA_BITS: usize = 4_096;
/// Where the cookie keys are kept.
const COOKIE_KEYS: &str = "cookie-keys";

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/configs/oidc/:keyType", list);
    routes.delete("/configs/oidc/:keyType/:keyId", delete);
    routes.post_waiting("/configs/oidc/:keyType/rotate", |app, call| {
        Box::pin(rotate(app, call))
    });
}

/// Which keys the path names; 400.
fn kind(call: &Call) -> Result<&'static str, ApiError> {
    let params = json!({"keyType": call.param("keyType")});
    guard::read(Part::Params, &params, |m| m.choice("keyType", KINDS))
}

fn signing_keys(keys: &Keys) -> Value {
    keys.listed()
        .map(|(status, key, effective_at)| {
            let algorithm = match key.algorithm {
                Algorithm::Es384 => "EC",
                Algorithm::Rs256 => "RSA",
            };
            let mut shown = json!({
                "id": key.id, "createdAt": key.created_at.seconds(), "signingKeyAlgorithm": algorithm,
                "status": status.name(),
            });
            if let Some(at) = effective_at {
                shown["effectiveAt"] = at.seconds().into();
            }
            shown
        })
        .collect()
}

/// The mock signs cookies with one key for as long as it lives; these are the keys' names only.
fn cookie_keys(visit: &mut Visit<'_>) -> Value {
    if let Some(keys) = visit.state.data.configs.get(COOKIE_KEYS) {
        return keys.clone();
    }
    let keys = json!([{"id": visit.state.ids.long(), "createdAt": visit.now.seconds()}]);
    let configs = &mut visit.data().configs;
    configs.insert(COOKIE_KEYS.into(), keys.clone());
    keys
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let keys = match kind(visit.call)? {
        "private-keys" => signing_keys(&visit.state.keys),
        _ => cookie_keys(visit),
    };
    Ok(Reply::json(keys))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("keyId").to_owned();
    if kind(visit.call)? == "private-keys" {
        let result = visit.state.keys.delete(&id, visit.now);
        result.map_err(|refused| refusal(refused, &id))?;
        return Ok(no_content());
    }
    let mut keys = cookie_keys(visit);
    if let Value::Array(list) = &mut keys {
        if list.len() == 1 {
            return Err(refusal(RotationRefused::LastKey, &id));
        }
        let at = list.iter().position(|key| key["id"] == id.as_str());
        let at = at.ok_or_else(|| refusal(RotationRefused::NotFound, &id))?;
        list.remove(at);
    }
    visit.data().configs.insert(COOKIE_KEYS.into(), keys);
    Ok(no_content())
}

fn refusal(refused: RotationRefused, id: &str) -> ApiError {
    match refused {
        RotationRefused::NextExists => ApiError::unprocessable("oidc.invalid_request"),
        RotationRefused::NotFound => ApiError::not_found("oidc.key_not_found").with("id", id),
        RotationRefused::LastKey => ApiError::unprocessable("oidc.key_required"),
        RotationRefused::NotPrevious => {
            ApiError::unprocessable("oidc.only_previous_key_can_be_deleted")
        }
    }
}

/// Brings a new key in. RSA keys take long to make: that happens beside the requests.
async fn rotate(app: App, call: Arc<Call>) -> Result<Reply, ApiError> {
    let now = app.now();
    admit(&app, &call, now)?;
    let kind = kind(&call)?;
    let (algorithm, grace) = call.body(|m| {
        let algorithm = m.optional("signingKeyAlgorithm", |m, key| {
            m.choice(key, &["RSA", "EC"])
        });
        let grace = m.optional("rotationGracePeriod", |m, key| m.integer(key, 0, i64::MAX));
        Some((algorithm?, grace?.unwrap_or_default()))
    })?;
    let id = app.state().ids.long();
    if kind != "private-keys" {
        return Ok(Reply::json(rotate_cookie_keys(&app, &id, now)));
    }
    let key = if algorithm == Some("RSA") {
        let mut chance = app.state().ids.split();
        let made =
            tokio::task::spawn_blocking(move || SigningKey::rs256(id, RSA_BITS, &mut chance, now));
        made.await.unwrap_or(Err(KeyError::Generate))
    } else {
        SigningKey::es384(id, now)
    };
    let key = key.map_err(|_| ApiError::internal())?;
    let mut state = app.state();
    let result = state.keys.rotate(key, grace, now);
    result.map_err(|refused| refusal(refused, ""))?;
    Ok(Reply::json(signing_keys(&state.keys)))
}

/// The new key first, one old one kept.
fn rotate_cookie_keys(app: &App, id: &str, now: crate::base::clock::Moment) -> Value {
    let mut state = app.state();
    let mut keys = vec![json!({"id": id, "createdAt": now.seconds()})];
    let before = state
        .data
        .configs
        .get(COOKIE_KEYS)
        .and_then(Value::as_array);
    keys.extend(before.into_iter().flatten().take(1).cloned());
    let keys = Value::from(keys);
    state.data.configs.insert(COOKIE_KEYS.into(), keys.clone());
    keys
}
