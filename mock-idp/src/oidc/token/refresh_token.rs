//! `refresh_token` (RFC 6749 section 6), rotation (RFC 9700 section 4.14.2), and Logto's
//! organization tokens.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    access::{self, Target},
    organization, resource, response,
};
use crate::base::clock::Moment;
use crate::oidc::{
    client::{ApplicationType, AuthMethod, Client},
    error::Error,
    exchange::Reply,
    grant, issue,
    params::Params,
    standing,
    tokens::{Origin, RefreshToken},
    tx::Tx,
};

/// The scope that organization tokens need.
pub(super) const ORGANIZATIONS: &str = "urn:logto:scope:organizations";

/// How many seconds a line of rotated tokens can last: a year. Its last token's end is final.
const LONGEST_LINE: i64 = 31_557_600;

/// How much of its life, in per cent, a confidential client's token has behind it when it rotates.
const ROTATES_FROM: i64 = 70;

/// Exchanges a refresh token.
pub(super) fn run(tx: &mut Tx<'_>, client: &Arc<Client>, params: &Params) -> Result<Reply, Error> {
    params.require(&["refresh_token"])?;
    let value = params.get("refresh_token").unwrap_or_default();
    let token = find(tx, client, value)?;
    let origin = &token.origin;
    let grant = standing::grant(tx, origin).map_err(Error::invalid_grant)?;
    let in_effect = scopes_in_effect(params, origin)?;
    if !tx.directory.is_active(&origin.account_id) {
        return Err(Error::invalid_grant(format!(
            "user `{}` was deleted or suspended",
            origin.account_id
        )));
    }
    if let Some(error) = reused(tx, &token) {
        tx.store.refresh_tokens.remove(value);
        grant::revoke(tx.store, &token.origin.grant_id);
        return Err(error);
    }
    if tx.directory.is_denied(&origin.account_id, &client.id) {
        return Err(Error::new("access_denied", "Access denied.")
            .because("application-level access control does not let the user in"));
    }
    let organization =
        organization::requested(tx, params, client, &origin.account_id, Some(grant))?;
    if organization.is_some() && !access::scopes(&origin.scope).contains(&ORGANIZATIONS) {
        return Err(
            Error::new("insufficient_scope", "refresh token missing required scope")
                .with_status(http::StatusCode::FORBIDDEN)
                .with_scope(ORGANIZATIONS)
                .because("ask for this scope in the authorization request"),
        );
    }
    let target = match &organization {
        Some(id) if params.get("resource").is_none() => Target::Organization(id.clone()),
        Some(_) | None => resource::resolve(tx, params, origin, &in_effect)?,
    };
    let scope = access::scope(
        tx,
        client,
        grant,
        &target,
        &in_effect,
        organization.as_deref(),
    );
    let claimed: Vec<&str> = in_effect
        .iter()
        .copied()
        .filter(|scope| grant.scopes.contains(scope))
        .collect();
    let answered = rotated(tx, client, value, &token).unwrap_or_else(|| value.to_owned());
    let extra = organization_claim(organization, &target);
    let access = access::issue(tx, origin, &target, scope, extra)?;
    let id_token = if in_effect.contains(&"openid") {
        Some(issue::id_token(tx, client, origin, &claimed)?)
    } else {
        None
    };
    Ok(response::reply(access, id_token, Some(answered)))
}

fn find(tx: &mut Tx<'_>, client: &Client, value: &str) -> Result<RefreshToken, Error> {
    let token = standing::refresh_token(tx, value).cloned().ok_or_else(|| {
        Error::invalid_grant(
            "no such refresh token: it was never issued, has expired, or its session has ended",
        )
    })?;
    tx.trace.user_id = Some(token.origin.account_id.to_string());
    if token.origin.client_id != client.id {
        return Err(Error::invalid_grant(format!(
            "the refresh token was issued to client `{}`",
            token.origin.client_id
        )));
    }
    Ok(token)
}

/// The request's scopes, if the token has them all; without any, the token's.
fn scopes_in_effect<'a>(params: &'a Params, origin: &'a Origin) -> Result<Vec<&'a str>, Error> {
    let held = access::scopes(&origin.scope);
    let Some(asked) = params.get("scope").map(access::scopes) else {
        return Ok(held);
    };
    let missing: Vec<&str> = asked
        .iter()
        .copied()
        .filter(|scope| !held.contains(scope))
        .collect();
    if missing.is_empty() {
        return Ok(asked);
    }
    let plural = if missing.len() == 1 { "" } else { "s" };
    Err(Error::new(
        "invalid_scope",
        format!("refresh token missing requested scope{plural}"),
    )
    .with_scope(missing.join(" "))
    .because(format!("the refresh token has `{}`", origin.scope)))
}

/// The refusal of a token that was exchanged already, longer ago than the leeway.
fn reused(tx: &Tx<'_>, token: &RefreshToken) -> Option<Error> {
    let at = token.consumed_at?;
    let leeway = tx.profile.lifetimes.refresh_reuse_leeway;
    (at.plus_seconds(leeway) <= tx.now).then(|| {
        Error::invalid_grant(format!(
            "refresh token rotated at {} ms, {} ms ago, and may be repeated for {leeway} s only; its grant and tokens are revoked now",
            at.millis(),
            tx.now.millis() - at.millis()
        ))
    })
}

/// The successor of a token that rotates.
fn rotated(tx: &mut Tx<'_>, client: &Client, value: &str, token: &RefreshToken) -> Option<String> {
    let expires_at = tx.store.refresh_tokens.expires_at(value)?;
    if !rotates(client, token, expires_at, tx.now) {
        return None;
    }
    if let Some(consumed) = tx.store.refresh_tokens.get_mut(value, tx.now) {
        consumed.consumed_at.get_or_insert(tx.now);
    }
    let is_spa =
        client.application_type == ApplicationType::Web && client.auth_method == AuthMethod::None;
    let ttl = client
        .refresh_token_ttl
        .unwrap_or(tx.profile.lifetimes.refresh_token);
    // A script in a browser cannot prolong its stay by rotating.
    let expires_at = if is_spa {
        expires_at
    } else {
        tx.now.plus_seconds(ttl)
    };
    Some(issue::refresh_token(
        tx,
        token.origin.clone(),
        token.first_issued_at,
        expires_at,
    ))
}

fn rotates(client: &Client, token: &RefreshToken, expires_at: Moment, now: Moment) -> bool {
    let line = now.seconds() - token.first_issued_at.seconds();
    if !client.rotate_refresh_token || line >= LONGEST_LINE {
        return false;
    }
    let lived = now.seconds() - token.issued_at.seconds();
    let whole = expires_at.seconds() - token.issued_at.seconds();
    client.auth_method == AuthMethod::None
        || lived.saturating_mul(100) >= whole.saturating_mul(ROTATES_FROM)
}

/// An API's token that is asked for in an organization names it.
pub(super) fn organization_claim(
    organization: Option<String>,
    target: &Target,
) -> Map<String, Value> {
    let mut claims = Map::new();
    if let (Some(id), Target::Api(_)) = (organization, target) {
        claims.insert("organization_id".into(), id.into());
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (auth method, days since the first of the line, days lived of 14) and whether it rotates.
    #[test]
    fn when_tokens_rotate() {
        let day = 86_400;
        for (auth_method, line, lived, expected) in [
            (AuthMethod::None, 0, 0, true),
            (AuthMethod::None, 365, 1, true),
            (AuthMethod::None, 366, 1, false),
            (AuthMethod::ClientSecretBasic, 0, 9, false),
            (AuthMethod::ClientSecretBasic, 10, 10, true),
            (AuthMethod::ClientSecretBasic, 366, 10, false),
        ] {
            let now = Moment::from_seconds(1_000 * day);
            let token = RefreshToken {
                issued_at: now.plus_seconds(-lived * day),
                first_issued_at: now.plus_seconds(-line * day),
                ..RefreshToken::default()
            };
            let client = Client {
                auth_method,
                rotate_refresh_token: true,
                ..Client::default()
            };
            let expires_at = token.issued_at.plus_seconds(14 * day);
            assert_eq!(
                rotates(&client, &token, expires_at, now),
                expected,
                "{auth_method:?} {line} {lived}"
            );
        }
    }
}
