//! `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693) as Hugging Face offers it to an
//! organization's own application: a member's e-mail address for a token of that member.

use std::sync::Arc;

use http::StatusCode;
use serde_json::Value;

use super::{
    client,
    endpoint::required,
    issue::{self, Granted, Wanted},
};
use crate::huggingface::{app::Tx, store::Grant};
use crate::oidc::{error::Error, exchange::Request};

const USER_EMAIL: &str = "urn:huggingface:token-type:user-email";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// Exchanges an e-mail address.
pub(super) fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Granted, Error> {
    let app = client::authenticate(tx, request, None)?;
    let Some(owner) = app.org.as_deref().filter(|_| !app.is_public()) else {
        return Err(Error::new(
            "invalid_client",
            "the app is not allowed to exchange tokens",
        )
        .with_status(StatusCode::UNAUTHORIZED)
        .because("give it an `org` and a secret in the seed"));
    };
    if required(request, "subject_token_type")? != USER_EMAIL {
        return Err(Error::invalid_request(format!(
            "subject_token_type must be {USER_EMAIL}"
        )));
    }
    let email = required(request, "subject_token")?;
    let scopes = (app.scopes_for(request.body.get("scope")))
        .map_err(|name| Error::new("invalid_scope", format!("invalid scope: {name}")))?;
    let (user, org) = (tx.state.data.user_by_email(email))
        .and_then(|user| {
            let org = user.orgs.iter().find(|org| org.name == owner)?;
            Some((user, org))
        })
        .ok_or_else(|| {
            Error::new("invalid_grant", "Invalid subject token")
                .because(format!("no member of `{owner}` has the address `{email}`"))
        })?;
    let grant = Grant {
        client_id: Arc::from(app.id.as_str()),
        username: Arc::from(user.username.as_str()),
        scopes,
        orgs: vec![org.sub.as_str().into()],
        nonce: None,
        auth_time: tx.now,
    };
    let mut granted = issue::issue(
        tx,
        Wanted {
            grant: Arc::new(grant),
            scopes: None,
            refresh_token: false,
            nonce: None,
        },
    )?;
    granted.id_token = None;
    (granted.members).insert("issued_token_type".into(), Value::from(ACCESS_TOKEN));
    Ok(granted)
}
