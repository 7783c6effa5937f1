//! `authorization_code` (RFC 6749 section 4.1.3) with PKCE (RFC 7636).

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    client,
    endpoint::required,
    issue::{self, Granted, Wanted},
};
use crate::huggingface::app::Tx;
use crate::oidc::{error::Error, exchange::Request};

/// Exchanges a code. The application may leave its name out: the code knows it.
pub(super) fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Granted, Error> {
    let value = required(request, "code")?;
    let code = tx.state.store.codes.get(value, tx.now);
    let named = code.map(|code| code.grant.client_id.clone());
    if named.is_none() && client::credentials(request)?.id.is_none() {
        return Err(refused("the code is unknown or expired"));
    }
    let app = client::authenticate(tx, request, named.as_deref())?;
    let code = (tx.state.store.codes.get_mut(value, tx.now))
        .ok_or_else(|| refused("the code is unknown or expired"))?;
    if *code.grant.client_id != *app.id {
        return Err(refused("the code was issued to another application"));
    }
    let grant = code.grant.clone();
    if code.is_consumed {
        tx.state.store.revoke(&grant);
        return Err(refused("the code was used before; its tokens are revoked"));
    }
    if required(request, "redirect_uri")? != &*code.redirect_uri {
        return Err(refused(format!(
            "redirect_uri is not `{}`, to which the code was sent",
            code.redirect_uri
        )));
    }
    verify(code.challenge.as_deref(), request.body.get("code_verifier"))?;
    code.is_consumed = true;
    let nonce = grant.nonce.clone();
    issue::issue(
        tx,
        Wanted {
            scopes: None,
            refresh_token: true,
            nonce,
            grant,
        },
    )
}

fn verify(challenge: Option<&str>, verifier: Option<&str>) -> Result<(), Error> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(refused("code_verifier without an earlier code_challenge")),
        (Some(_), None) => Err(refused("code_verifier is missing")),
        (Some(challenge), Some(verifier)) => {
            let hash = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
            if hash == challenge {
                Ok(())
            } else {
                Err(refused("code_verifier does not fit the code_challenge"))
            }
        }
    }
}

fn refused(reason: impl Into<String>) -> Error {
    Error::new("invalid_grant", "Invalid code").because(reason)
}
