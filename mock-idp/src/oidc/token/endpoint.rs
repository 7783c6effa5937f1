//! What all grant types have in common: authentication, the grant type itself, repeated parameters.

use std::sync::Arc;

use super::{authorization_code, client_credentials, device_code, refresh_token, token_exchange};
use crate::oidc::{
    client::Client,
    client_auth,
    error::Error,
    exchange::{Reply, Request},
    params::Params,
    tx::Tx,
};

/// A grant type: its parameters besides the client's, and what it does.
struct Grant {
    name: &'static str,
    params: &'static [&'static str],
    run: fn(&mut Tx<'_>, &Arc<Client>, &Params) -> Result<Reply, Error>,
}

const GRANTS: &[Grant] = &[
    Grant {
        name: "authorization_code",
        params: &["code", "redirect_uri", "code_verifier", "resource"],
        run: authorization_code::run,
    },
    Grant {
        name: "refresh_token",
        params: &["refresh_token", "scope", "organization_id", "resource"],
        run: refresh_token::run,
    },
    Grant {
        name: "client_credentials",
        params: &["scope", "organization_id", "resource"],
        run: client_credentials::run,
    },
    Grant {
        name: "urn:ietf:params:oauth:grant-type:device_code",
        params: &["device_code", "resource"],
        run: device_code::run,
    },
    Grant {
        name: "urn:ietf:params:oauth:grant-type:token-exchange",
        params: &[
            "subject_token",
            "subject_token_type",
            "actor_token",
            "actor_token_type",
            "organization_id",
            "scope",
            "resource",
        ],
        run: token_exchange::run,
    },
];

/// Answers a token request.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let client = client_auth::authenticate(tx, request)?;
    let params = &request.body;
    params.reject_repeated(&["grant_type"], &[])?;
    params.require(&["grant_type"])?;
    let asked = params.get("grant_type").unwrap_or_default();
    let grant = GRANTS
        .iter()
        .find(|grant| grant.name == asked)
        .ok_or_else(|| {
            Error::new("unsupported_grant_type", "unsupported grant_type requested")
                .because(format!("grant_type is `{asked}`"))
        })?;
    params.reject_repeated(grant.params, &["resource"])?;
    if !client.grant_types.contains(&grant.name) {
        return Err(
            Error::invalid_request("requested grant type is not allowed for this client").because(
                format!(
                    "the client may use {}, not {}",
                    client.grant_types.join(", "),
                    grant.name
                ),
            ),
        );
    }
    (grant.run)(tx, &client, params)
}
