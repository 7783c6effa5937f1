//! Provider metadata (OpenID Connect Discovery section 3, RFC 8414 section 2).

use serde_json::json;

use super::{
    error::Error,
    exchange::{Reply, Request},
    tx::Tx,
};

/// Answers with the provider's metadata, members in Logto's order. The issuer is fixed; addresses
/// follow the request's host.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let at = |path: &str| format!("{}{}{path}", request.origin, tx.profile.mount);
    Ok(Reply::json(json!({
        "authorization_endpoint": at("/auth"),
        "device_authorization_endpoint": at("/device/auth"),
        "claims_parameter_supported": false,
        "claims_supported": tx.profile.claims,
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": at("/session/end"),
        "grant_types_supported": [
            "implicit",
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
        "issuer": tx.profile.issuer,
        "jwks_uri": at("/jwks"),
        "authorization_response_iss_parameter_supported": true,
        "response_modes_supported": ["form_post", "fragment", "query"],
        "response_types_supported": ["code id_token", "code", "id_token", "none"],
        "scopes_supported": tx.profile.scopes,
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_jwt",
            "client_secret_post",
            "private_key_jwt",
            "none",
        ],
        "token_endpoint_auth_signing_alg_values_supported": [
            "HS256", "RS256", "PS256", "ES256", "Ed25519", "EdDSA",
        ],
        "token_endpoint": at("/token"),
        "id_token_signing_alg_values_supported": tx.keys.algorithms(),
        "pushed_authorization_request_endpoint": at("/request"),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": at("/me"),
        "introspection_endpoint": at("/token/introspection"),
        "revocation_endpoint": at("/token/revocation"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claim_types_supported": ["normal"],
    })))
}
