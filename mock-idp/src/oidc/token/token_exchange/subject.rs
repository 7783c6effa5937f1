//! Whom a token exchange is about, and who acts: the tokens that prove it (RFC 8693 section 2.1).

use std::sync::Arc;

use serde_json::Value;

use crate::base::jws;
use crate::oidc::{error::Error, params::Params, standing, tx::Tx};

/// An access token; also an impersonation token, told by its beginning.
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
/// A token that the Management API made for one use.
const IMPERSONATION: &str = "urn:logto:token-type:impersonation_token";
/// A token that the user made.
const PERSONAL: &str = "urn:logto:token-type:personal_access_token";

/// How impersonation tokens begin.
const IMPERSONATION_PREFIX: &str = "sub_";

/// The user whom a token exchange is about.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) account_id: Arc<str>,
    /// The impersonation token that is used up by a success.
    single_use: Option<String>,
}

/// Finds the user. Every failure is told as `invalid_grant`.
pub(super) fn find(tx: &Tx<'_>, params: &Params) -> Result<Subject, Error> {
    let token = params.get("subject_token").unwrap_or_default();
    let reusable = |account_id| Subject {
        account_id,
        single_use: None,
    };
    match params.get("subject_token_type").unwrap_or_default() {
        ACCESS_TOKEN if token.starts_with(IMPERSONATION_PREFIX) => impersonated(tx, token),
        IMPERSONATION => impersonated(tx, token),
        ACCESS_TOKEN => account_of_access_token(tx, token).map(reusable),
        PERSONAL => tx
            .directory
            .personal_access_token_owner(token, tx.now)
            .map(|account| reusable(account.into()))
            .ok_or_else(|| {
                Error::invalid_grant("no such personal access token, or it has expired")
            }),
        other => Err(Error::invalid_grant(format!(
            "unsupported subject_token_type `{other}`"
        ))),
    }
}

/// Uses an impersonation token up.
pub(super) fn consume(tx: &mut Tx<'_>, subject: &Subject) {
    if let Some(token) = &subject.single_use
        && let Some(token) = tx.store.subject_tokens.get_mut(token, tx.now)
    {
        token.consumed_at = Some(tx.now);
    }
}

/// The user who acts for the subject, where an actor token names one: an opaque access token with
/// `openid`.
pub(super) fn actor(tx: &Tx<'_>, params: &Params) -> Result<Option<Arc<str>>, Error> {
    let Some(token) = params.get("actor_token") else {
        return Ok(None);
    };
    if params.get("actor_token_type") != Some(ACCESS_TOKEN) {
        return Err(Error::invalid_grant(format!(
            "actor_token_type must be `{ACCESS_TOKEN}`"
        )));
    }
    let found = standing::access_token(tx, token)
        .filter(|token| standing::grant(tx, &token.holder).is_ok())
        .ok_or_else(|| Error::invalid_grant("the actor token is no live opaque access token"))?;
    if found.scope.split(' ').any(|scope| scope == "openid") {
        Ok(Some(found.holder.account_id.clone()))
    } else {
        Err(Error::invalid_grant(
            "the actor token lacks the scope `openid`",
        ))
    }
}

fn impersonated(tx: &Tx<'_>, token: &str) -> Result<Subject, Error> {
    let found = tx.store.subject_tokens.get(token, tx.now).ok_or_else(|| {
        Error::invalid_grant("no such impersonation token: it was never made, or has expired")
    })?;
    match found.consumed_at {
        Some(at) => Err(Error::invalid_grant(format!(
            "the impersonation token was used at {} ms: it works once",
            at.millis()
        ))),
        None => Ok(Subject {
            account_id: found.account_id.clone(),
            single_use: Some(token.to_owned()),
        }),
    }
}

/// The user of an access token, opaque or a JWT of ours. Any client's will do.
fn account_of_access_token(tx: &Tx<'_>, token: &str) -> Result<Arc<str>, Error> {
    if let Some(found) =
        standing::access_token(tx, token).filter(|token| standing::grant(tx, &token.holder).is_ok())
    {
        return Ok(found.holder.account_id.clone());
    }
    if !jws::is_structured(token) {
        return Err(Error::invalid_grant(
            "no such access token: it was never issued, has expired, or was revoked",
        ));
    }
    let draft = jws::verify(token, tx.keys)
        .map_err(|error| Error::invalid_grant(format!("the subject token: {error}")))?;
    let claim = |name: &str| draft.claims.get(name);
    if claim("iss").and_then(Value::as_str) != Some(&tx.profile.issuer) {
        return Err(Error::invalid_grant("the subject token has another issuer"));
    }
    let now = tx.now.seconds();
    if claim("exp")
        .and_then(Value::as_i64)
        .is_some_and(|exp| exp <= now)
    {
        return Err(Error::invalid_grant("the subject token has expired"));
    }
    claim("sub")
        .and_then(Value::as_str)
        .map(Arc::from)
        .ok_or_else(|| Error::invalid_grant("the subject token has no `sub`"))
}
