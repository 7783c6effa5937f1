//! Proving something: that one knows the password, has an address or number, or an account elsewhere.

mod code;
mod password;
pub(super) mod social;

pub(super) use code::{send as send_code, verify as verify_code};
pub(super) use password::prove as password;

use http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    base::clock::Moment,
    logto::experience::mfa::pending::iso,
    oidc::exchange::{Body, Reply},
};

/// 201 with the record's id and end; `more` comes between them.
fn created((id, until): (String, Moment), more: Option<(&str, String)>) -> Reply {
    let mut body = Map::new();
    body.insert("verificationRecordId".into(), id.into());
    if let Some((name, value)) = more {
        body.insert(name.into(), value.into());
    }
    body.insert("expiresAt".into(), iso(until).into());
    Reply::new(StatusCode::CREATED, Body::Json(Value::Object(body)))
}
