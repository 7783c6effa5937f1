//! `refresh_token` (RFC 6749 section 6), rotating: each is good for one exchange.

use super::{
    client,
    endpoint::required,
    issue::{self, Granted, REFRESH_PREFIX, Wanted},
};
use crate::huggingface::app::Tx;
use crate::oidc::{error::Error, exchange::Request};

/// Exchanges a refresh token for a new pair.
pub(super) fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Granted, Error> {
    let value = required(request, "refresh_token")?;
    let key = value.strip_prefix(REFRESH_PREFIX).unwrap_or_default();
    let token = tx.state.store.refresh_tokens.get(key, tx.now);
    let named = token.map(|token| token.grant.client_id.clone());
    if named.is_none() && client::credentials(request)?.id.is_none() {
        return Err(refused("the refresh token is unknown, used or expired"));
    }
    let app = client::authenticate(tx, request, named.as_deref())?;
    let grant = (tx.state.store.refresh_tokens.get(key, tx.now))
        .map(|token| token.grant.clone())
        .ok_or_else(|| refused("the refresh token is unknown, used or expired"))?;
    if *grant.client_id != *app.id {
        return Err(refused("the refresh token is another application's"));
    }
    let scopes = match request.body.get("scope") {
        None => None,
        Some(asked) => {
            let scopes = (app.scopes_for(Some(asked)).ok())
                .filter(|scopes| scopes.iter().all(|scope| grant.scopes.contains(scope)))
                .ok_or_else(|| {
                    Error::new("invalid_scope", "the scope is wider than the one granted")
                })?;
            Some(scopes.into())
        }
    };
    tx.state.store.refresh_tokens.remove(key);
    issue::issue(
        tx,
        Wanted {
            grant,
            scopes,
            refresh_token: true,
            nonce: None,
        },
    )
}

fn refused(reason: &str) -> Error {
    Error::new("invalid_grant", "Invalid refresh token").because(reason)
}
