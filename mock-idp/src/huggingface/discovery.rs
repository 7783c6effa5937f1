//! Discovery (OpenID Connect Discovery section 4, RFC 8414): the same document under both names.
//!
//! Hugging Face lists no scopes and has no revocation endpoint.

use serde_json::{Value, json};

use super::{app::Tx, authorize, token};
use crate::base::tamper::Artefact;
use crate::oidc::exchange::{Reply, Request};

/// The document.
pub fn handle(tx: &mut Tx<'_>, _: &Request) -> Reply {
    let at = |path: &str| format!("{}{path}", tx.issuer);
    let grant_types: Vec<_> = token::GRANT_TYPES.iter().map(|(name, _)| *name).collect();
    let document: Value = json!({
        "issuer": tx.issuer,
        "authorization_endpoint": at(authorize::PATH),
        "token_endpoint": at("/oauth/token"),
        "userinfo_endpoint": at("/oauth/userinfo"),
        "jwks_uri": at("/oauth/jwks"),
        "registration_endpoint": at("/oauth/register"),
        "device_authorization_endpoint": at("/oauth/device"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": grant_types,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
            "sub", "name", "preferred_username", "profile", "picture", "website", "email",
            "email_verified", "isPro", "canPay", "orgs", "aud", "auth_time", "nonce", "iat", "exp", "iss",
        ],
    });
    Reply::json(document)
        .traced("discovery")
        .as_artefact(Artefact::HuggingfaceDiscovery)
}
