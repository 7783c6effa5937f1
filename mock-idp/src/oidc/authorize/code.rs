//! Issuing: what an accepted request hands down, the session's record of it, the authorization code.

use super::{Asked, decide::Accepted};
use crate::base::{clock::Moment, journal::Issued};
use crate::oidc::{
    error::Error,
    grant,
    session::Current,
    tokens::{AuthorizationCode, Holder, Origin},
    tx::Tx,
};

/// Writes down in the session what the client is given, and makes what tokens will rest on.
pub(crate) fn origin(
    tx: &mut Tx<'_>,
    asked: &Asked,
    current: &mut Current,
    accepted: Accepted,
) -> Result<Origin, Error> {
    let client = asked.client()?;
    let is_offline = accepted.scope.split(' ').any(|s| s == "offline_access");
    let client_id = tx.store.names.share(&client.id);
    let session = current.change();
    let held = session.authorizations.of(&client_id);
    held.grant_id = Some(accepted.grant_id.clone());
    held.persists_logout |= is_offline;
    let wants_sid =
        client.backchannel_logout_uri.is_some() && client.backchannel_logout_session_required;
    let wants_time = asked.has_prompt("login") || asked.params.get("max_age").is_some();
    let auth_time = session.login_at.filter(|_| wants_time);
    let holder = Holder {
        party: tx.store.party(&accepted.account_id, &client.id),
        grant_id: accepted.grant_id,
        session_uid: (!is_offline).then(|| session.uid.clone()),
        sid: wants_sid.then(|| Box::new(session.sid(&client.id).into())),
    };
    if let Some(most) = client.max_allowed_grants {
        grant::evict_oldest(tx, &holder, most);
    }
    Ok(Origin {
        holder: holder.into(),
        auth_time: auth_time.map(Moment::seconds),
        nonce: asked.params.get("nonce").map(Into::into),
        scope: tx.store.names.share(&accepted.scope),
        resources: asked
            .resources
            .iter()
            .map(|target| target.indicator.clone())
            .collect(),
    })
}

/// Issues an authorization code (RFC 6749 section 4.1.2).
pub(super) fn issue(
    tx: &mut Tx<'_>,
    asked: &Asked,
    current: &mut Current,
    accepted: Accepted,
) -> Result<Issued, Error> {
    consume_pushed_request(tx, asked)?;
    let origin = origin(tx, asked, current, accepted)?;
    let redirect_uri = asked.params.get("redirect_uri");
    let redirect_uri = redirect_uri.map(|uri| tx.store.names.share(uri));
    let challenge = asked.params.get("code_challenge").map(Into::into);
    let code = AuthorizationCode::new(origin, redirect_uri, challenge);
    let value = tx.ids.opaque();
    let expires = tx.now.plus_seconds(tx.profile.lifetimes.code);
    tx.store.codes.insert(&value, code, expires, tx.now);
    Ok(Issued {
        kind: "authorization-code".into(),
        value,
        claims: None,
    })
}

/// A pushed request is good for one code, however often it was opened.
fn consume_pushed_request(tx: &mut Tx<'_>, asked: &Asked) -> Result<(), Error> {
    let Some(uri) = asked.params.get("request_uri") else {
        return Ok(());
    };
    let Some(pushed) = tx.store.pushed_requests.get_mut(uri, tx.now) else {
        return Ok(());
    };
    if pushed.consumed_at.is_some() {
        return Err(Error::new(
            "invalid_request_uri",
            "request_uri is invalid, expired, or was already used",
        )
        .because("a code was already issued for this pushed request: push another"));
    }
    pushed.consumed_at = Some(tx.now);
    Ok(())
}
