//! `scope`: what a client may ask for, and what needs `openid` beside it.

use super::{Asked, Endpoint};
use crate::oidc::{error::Error, tx::Tx};

/// Parameters that mean something only with `openid` (OpenID Connect Core section 3.1.2.1).
const GATED: [&str; 5] = [
    "acr_values",
    "claims_locales",
    "id_token_hint",
    "max_age",
    "nonce",
];

/// Refuses a known scope that the client may not ask for. Unknown scopes are ignored. `offline_access` is
/// dropped without a word unless the user is asked for consent and the client may refresh
/// (OpenID Connect Core section 11).
pub(super) fn check(asked: &mut Asked, tx: &Tx<'_>) -> Result<(), Error> {
    let client = asked.client()?;
    if let Some(allowed) = &client.allowed_scopes {
        let refused = asked
            .known_scopes(tx.profile)
            .into_iter()
            .find(|scope| !allowed.iter().any(|known| known == scope));
        if let Some(scope) = refused {
            return Err(
                Error::new("invalid_scope", "requested scope is not allowed")
                    .with_scope(scope)
                    .because(format!(
                        "`{}` may not ask for `{scope}`; it may ask for: {}",
                        client.id,
                        allowed.join(" ")
                    )),
            );
        }
    }
    let may_be_offline = client.grant_types.contains(&"refresh_token")
        && (asked.endpoint == Endpoint::DeviceAuthorization
            || (asked.has_prompt("consent")
                && asked
                    .params
                    .get("response_type")
                    .is_some_and(|t| t.contains("code"))));
    let kept: Vec<&str> = asked
        .scopes()
        .into_iter()
        .filter(|scope| may_be_offline || *scope != "offline_access")
        .collect();
    let kept = kept.join(" ");
    asked.params.set("scope", kept);
    Ok(())
}

/// Refuses parameters of OpenID Connect in a request without the scope `openid`.
pub(super) fn openid_gated(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    if asked.scopes().contains(&"openid") {
        return Ok(());
    }
    match GATED.iter().find(|name| asked.params.get(name).is_some()) {
        Some(name) => Err(Error::invalid_request(format!(
            "openid scope must be requested when using the {name} parameter"
        ))
        .because(format!("add `openid` to scope, or leave `{name}` out"))),
        None => Ok(()),
    }
}
