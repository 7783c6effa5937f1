//! `authorization_code` (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

use std::sync::Arc;

use super::{
    access::{self, Access, Target},
    refresh_token, resource, response,
};
use crate::oidc::{
    client::{ApplicationType, Client},
    error::Error,
    exchange::Reply,
    grant, issue,
    params::Params,
    pkce, standing,
    tokens::{AuthorizationCode, CodeState, Holder, Origin},
    tx::Tx,
};

/// Exchanges a code. The checks stand in the order in which Logto makes them; only one that passes
/// them all consumes the code, and one that was consumed takes its whole grant with it.
pub(super) fn run(tx: &mut Tx<'_>, client: &Arc<Client>, params: &Params) -> Result<Reply, Error> {
    let redirect_uri = redirect_uri(client, params);
    check_presence(params, redirect_uri)?;
    let value = params.get("code").unwrap_or_default();
    let code = find(tx, client, value)?;
    standing::grant(tx, &code.holder).map_err(Error::invalid_grant)?;
    check_verifier(params.get("code_verifier"), &code)?;
    check_redirect_uri(redirect_uri, &code)?;
    check_consumption(tx, value, &code)?;
    check_account(tx, &code.holder)?;
    let origin = consume(tx, value)?;
    tokens(tx, client, params, &origin)
}

/// The tokens of an authorization: what a code and a device code are exchanged for.
pub(super) fn tokens(
    tx: &mut Tx<'_>,
    client: &Arc<Client>,
    params: &Params,
    origin: &Arc<Origin>,
) -> Result<Reply, Error> {
    let target = resource::resolve(tx, params, origin, &access::scopes(&origin.scope))?;
    tokens_for(tx, client, origin, &target, None)
}

/// The tokens of an authorization, the access token for this target.
pub(super) fn tokens_for(
    tx: &mut Tx<'_>,
    client: &Arc<Client>,
    origin: &Arc<Origin>,
    target: &Target,
    organization: Option<String>,
) -> Result<Reply, Error> {
    let wanted = access::scopes(&origin.scope);
    let grant = standing::grant(tx, origin).map_err(Error::invalid_grant)?;
    let scope = access::scope(tx, client, grant, target, &wanted, organization.as_deref());
    let known: Vec<String> = access::granted(grant, &wanted)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let extra = refresh_token::organization_claim(organization, target);
    let access: Access = access::issue(tx, origin, target, scope, extra)?;
    let refresh_token = issues_refresh_token(client, &wanted).then(|| {
        let ttl = client
            .refresh_token_ttl
            .unwrap_or(tx.profile.lifetimes.refresh_token);
        issue::refresh_token(tx, origin.clone(), tx.now, tx.now.plus_seconds(ttl))
    });
    let id_token = if wanted.contains(&"openid") {
        let known: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|scope| known.iter().any(|k| k == scope))
            .collect();
        Some(issue::id_token(tx, client, origin, &known)?)
    } else {
        None
    };
    Ok(response::reply(access, id_token, refresh_token))
}

/// `offline_access` brings a refresh token; web clients may be registered to get one always.
fn issues_refresh_token(client: &Client, scopes: &[&str]) -> bool {
    client.grant_types.contains(&"refresh_token")
        && (scopes.contains(&"offline_access")
            || client.application_type == ApplicationType::Web && client.always_issue_refresh_token)
}

/// The request's redirect URI; a client with one registered need not send it.
fn redirect_uri<'a>(client: &'a Client, params: &'a Params) -> Option<&'a str> {
    params
        .get("redirect_uri")
        .or(match client.redirect_uris.as_slice() {
            [one] => Some(one.as_str()),
            [] | [_, _, ..] => None,
        })
}

fn check_presence(params: &Params, redirect_uri: Option<&str>) -> Result<(), Error> {
    if redirect_uri.is_some() {
        params.require(&["code"])
    } else {
        params.require(&["code", "redirect_uri"])
    }
}

fn find(tx: &mut Tx<'_>, client: &Client, value: &str) -> Result<AuthorizationCode, Error> {
    let code = tx
        .store
        .codes
        .get(value, tx.now)
        .filter(|code| standing::has_session(tx, &code.holder))
        .cloned()
        .ok_or_else(|| {
            Error::invalid_grant(
                "no such code: it was never issued, is older than 60 s, or its session has ended",
            )
        })?;
    tx.trace.user_id = Some(code.holder.account_id.to_string());
    if code.holder.client_id != client.id {
        return Err(Error::invalid_grant(format!(
            "the code was issued to client `{}`",
            code.holder.client_id
        )));
    }
    Ok(code)
}

fn check_verifier(verifier: Option<&str>, code: &AuthorizationCode) -> Result<(), Error> {
    if let Some(verifier) = verifier {
        pkce::check_format(verifier, "code_verifier")?;
    }
    match (verifier, &code.code_challenge) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Error::invalid_grant(
            "PKCE: code_verifier sent, but the authorization request had no code_challenge",
        )),
        (None, Some(_)) => Err(Error::invalid_grant(
            "PKCE: the authorization request had a code_challenge, so code_verifier must be sent",
        )),
        (Some(verifier), Some(challenge)) if challenge.is(&pkce::challenge(verifier)) => Ok(()),
        (Some(verifier), Some(challenge)) => Err(Error::invalid_grant(format!(
            "PKCE: S256(code_verifier) is `{}`, the authorization request's code_challenge was `{challenge}`",
            pkce::challenge(verifier)
        ))),
    }
}

fn check_redirect_uri(given: Option<&str>, code: &AuthorizationCode) -> Result<(), Error> {
    let expected = code.redirect_uri.as_deref();
    if given == expected {
        return Ok(());
    }
    Err(Error::invalid_grant(format!(
        "redirect_uri `{}` differs from the authorization request's `{}`",
        given.unwrap_or_default(),
        expected.unwrap_or_default()
    )))
}

fn check_consumption(tx: &mut Tx<'_>, value: &str, code: &AuthorizationCode) -> Result<(), Error> {
    let CodeState::Consumed(at) = code.state else {
        return Ok(());
    };
    tx.store.codes.remove(value);
    grant::revoke(tx.store, &code.holder.grant_id);
    Err(Error::invalid_grant(format!(
        "code consumed at {} ms, {} ms ago: a code works once; its grant and tokens are revoked now",
        at.millis(),
        tx.now.millis() - at.millis()
    )))
}

/// Uses the code up. It is kept to be recognised; what tokens are made of is not needed any more.
fn consume(tx: &mut Tx<'_>, value: &str) -> Result<Arc<Origin>, Error> {
    let consumed = CodeState::Consumed(tx.now);
    let code = tx.store.codes.get_mut(value, tx.now);
    match code.map(|code| std::mem::replace(&mut code.state, consumed)) {
        Some(CodeState::Fresh(origin)) => Ok(origin),
        Some(CodeState::Consumed(_)) | None => {
            Err(Error::invalid_grant("the code was exchanged already"))
        }
    }
}

fn check_account(tx: &Tx<'_>, origin: &Holder) -> Result<(), Error> {
    if tx.directory.is_active(&origin.account_id) {
        Ok(())
    } else {
        Err(Error::invalid_grant(format!(
            "user `{}` was deleted or suspended",
            origin.account_id
        )))
    }
}
