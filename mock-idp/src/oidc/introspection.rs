//! Token introspection (RFC 7662).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    client::{AuthMethod, Client},
    client_auth,
    error::Error,
    exchange::{Reply, Request},
    standing,
    tokens::Holder,
    tx::Tx,
};
use crate::base::{clock::Moment, jws};

/// Answers whether a token is active, and what it allows. Only opaque tokens can be asked about. A
/// confidential client may ask about any token, a public one about its own.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let client = client_auth::authenticate(tx, request)?;
    request
        .body
        .reject_repeated(&["token", "token_type_hint"], &[])?;
    request.body.require(&["token"])?;
    let token = request.body.get("token").unwrap_or_default();
    if jws::is_structured(token) {
        return Err(Error::new(
            "unsupported_token_type",
            "Structured JWT Tokens cannot be introspected via the introspection_endpoint",
        )
        .because("check a JWT with the keys of the JWKS endpoint"));
    }
    let inactive = || Reply::json(json!({ "active": false }));
    let Some(found) = find(tx, token).filter(|found| may_ask(&client, found)) else {
        return Ok(inactive());
    };
    let body = found.describe(&tx.profile.issuer);
    tx.trace.user_id = Some(found.holder.account_id.to_string());
    Ok(Reply::json(Value::Object(body)))
}

/// An active token.
struct Found {
    holder: Arc<Holder>,
    scope: Arc<str>,
    issued_at: Moment,
    expires_at: Moment,
    extra: Option<Box<Map<String, Value>>>,
    token_type: Option<&'static str>,
}

impl Found {
    /// What is told, in Logto's order. Claims of a customizer may override the subject.
    fn describe(&self, issuer: &str) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("active".into(), true.into());
        body.insert("sub".into(), (&*self.holder.account_id).into());
        for (name, value) in self.extra.iter().flat_map(|extra| extra.iter()) {
            body.insert(name.clone(), value.clone());
        }
        body.insert("active".into(), true.into());
        body.insert("client_id".into(), (&*self.holder.client_id).into());
        body.insert("exp".into(), self.expires_at.seconds().into());
        body.insert("iat".into(), self.issued_at.seconds().into());
        if let Some(sid) = &self.holder.sid {
            body.insert("sid".into(), sid.to_string().into());
        }
        body.insert("iss".into(), issuer.into());
        body.insert("scope".into(), (&*self.scope).into());
        if let Some(token_type) = self.token_type {
            body.insert("token_type".into(), token_type.into());
        }
        body
    }
}

fn find(tx: &Tx<'_>, token: &str) -> Option<Found> {
    let access = standing::access_token(tx, token).map(|found| Found {
        holder: found.holder.clone(),
        scope: found.scope.clone(),
        issued_at: found.issued_at,
        expires_at: found
            .issued_at
            .plus_seconds(tx.profile.lifetimes.access_token),
        extra: found.extra.clone(),
        token_type: Some("Bearer"),
    });
    let refresh = || {
        let found =
            standing::refresh_token(tx, token).filter(|found| found.consumed_at.is_none())?;
        Some(Found {
            holder: found.origin.holder.clone(),
            scope: found.origin.scope.clone(),
            issued_at: found.issued_at,
            expires_at: tx.store.refresh_tokens.expires_at(token)?,
            extra: None,
            token_type: None,
        })
    };
    access
        .or_else(refresh)
        .filter(|found| found.expires_at > tx.now && standing::grant(tx, &found.holder).is_ok())
}

fn may_ask(client: &Client, found: &Found) -> bool {
    match client.auth_method {
        AuthMethod::ClientSecretBasic => true,
        AuthMethod::None => found.holder.client_id == client.id,
    }
}
