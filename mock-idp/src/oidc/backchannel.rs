//! Telling clients that a session has ended (OpenID Connect Back-Channel Logout).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{client::Client, error::Error, exchange::Post, issue, session::Session, tx::Tx};
use crate::base::tamper::Artefact;

/// The event that a logout token tells of (section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Logout tokens for the session's clients that want them: all, or only the one that is named.
pub(crate) fn notify(
    tx: &mut Tx<'_>,
    session: &Session,
    only: Option<&Arc<str>>,
    all: bool,
) -> Result<Vec<Post>, Error> {
    let mut posts = Vec::new();
    let Some(account_id) = &session.account_id else {
        return Ok(posts);
    };
    for held in session.authorizations.iter() {
        let client_id = &held.client_id;
        if !all && only != Some(client_id) {
            continue;
        }
        let Some(Ok(client)) = tx.directory.client(client_id) else {
            continue;
        };
        let Some(url) = client.backchannel_logout_uri.clone() else {
            continue;
        };
        let claims = claims(tx, &client, account_id, session);
        let token = issue::sign(tx, Artefact::LogoutToken, Some("logout+jwt"), claims)?;
        posts.push(Post {
            url,
            form: format!("logout_token={token}"),
        });
    }
    Ok(posts)
}

/// The claims, in Logto's order.
fn claims(
    tx: &mut Tx<'_>,
    client: &Client,
    account_id: &str,
    session: &Session,
) -> Map<String, Value> {
    let now = tx.now.seconds();
    let mut claims = Map::new();
    claims.insert("sub".into(), account_id.into());
    claims.insert("events".into(), json!({ EVENT: {} }));
    claims.insert("jti".into(), tx.ids.opaque().into());
    if client.backchannel_logout_session_required {
        claims.insert("sid".into(), session.sid(&client.id).into());
    }
    claims.insert("aud".into(), (*client.id).into());
    claims.insert(
        "exp".into(),
        (now + tx.profile.lifetimes.logout_token).into(),
    );
    claims.insert("iat".into(), now.into());
    claims.insert("iss".into(), tx.profile.issuer.as_str().into());
    claims
}
