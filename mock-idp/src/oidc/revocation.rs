//! Token revocation (RFC 7009).

use std::sync::Arc;

use http::StatusCode;

use super::{
    client::AuthMethod,
    client_auth,
    error::Error,
    exchange::{Body, Reply, Request},
    grant, standing,
    tokens::Holder,
    tx::Tx,
};
use crate::base::jws;

/// Revokes an opaque token and what goes with it; the answer is the same for an unknown one.
///
/// A refresh token takes its grant with it, so the user must consent again. An access token takes the
/// grant's tokens with it, and leaves the grant.
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
            "Structured JWT Tokens cannot be revoked via the revocation_endpoint",
        )
        .because("a JWT is good until it expires; revoke the refresh token"));
    }
    let done = Ok(Reply::new(StatusCode::OK, Body::Text(String::new())));
    let Some((kind, origin)) = find(tx, token) else {
        return done;
    };
    tx.trace.user_id = Some(origin.account_id.to_string());
    if origin.client_id != client.id {
        return match client.auth_method {
            AuthMethod::None => done,
            AuthMethod::ClientSecretBasic => Err(Error::invalid_request(
                "client is not authorized to revoke the presented token",
            )
            .because(format!(
                "the token was issued to client `{}`",
                origin.client_id
            ))),
        };
    }
    match kind {
        Kind::Refresh => {
            tx.store.refresh_tokens.remove(token);
            grant::revoke(tx.store, &origin.grant_id);
        }
        Kind::Access => standing::revoke_tokens(tx.store, &origin.grant_id),
    }
    done
}

enum Kind {
    Access,
    Refresh,
}

fn find(tx: &Tx<'_>, token: &str) -> Option<(Kind, Arc<Holder>)> {
    let access = standing::access_token(tx, token).map(|found| (Kind::Access, &found.holder));
    let refresh =
        || standing::refresh_token(tx, token).map(|found| (Kind::Refresh, &found.origin.holder));
    access
        .or_else(refresh)
        .map(|(kind, holder)| (kind, holder.clone()))
}
