//! The answer to a successful token request (RFC 6749 section 5.1), members in Logto's order.

use serde_json::{Map, Value};

use super::access::Access;
use crate::oidc::exchange::Reply;

/// The answer to a user's grant.
pub(super) fn reply(
    access: Access,
    id_token: Option<String>,
    refresh_token: Option<String>,
) -> Reply {
    let mut body = Map::new();
    body.insert("access_token".into(), access.token.into());
    body.insert("expires_in".into(), access.expires_in.into());
    if let Some(token) = id_token {
        body.insert("id_token".into(), token.into());
    }
    if let Some(token) = refresh_token {
        body.insert("refresh_token".into(), token.into());
    }
    body.insert("scope".into(), access.scope.into());
    body.insert("token_type".into(), "Bearer".into());
    Reply::json(Value::Object(body))
}
