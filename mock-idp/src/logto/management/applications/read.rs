//! What people say of an application: its metadata, as Logto checks them.

use serde_json::{Map, Value};
use url::Url;

use crate::logto::{
    api::Members,
    model::{ApplicationType, OidcClientMetadata},
};

/// The kinds, in the API's order.
pub(super) const TYPES: &[&str] = &[
    "Native",
    "SPA",
    "Traditional",
    "MachineToMachine",
    "Protected",
    "SAML",
];

/// The kind of a name.
pub(super) fn kind(name: &str) -> ApplicationType {
    match name {
        "Native" => ApplicationType::Native,
        "SPA" => ApplicationType::Spa,
        "MachineToMachine" => ApplicationType::MachineToMachine,
        "Protected" => ApplicationType::Protected,
        "SAML" => ApplicationType::Saml,
        _ => ApplicationType::Traditional,
    }
}

/// `oidcClientMetadata`.
pub(super) fn oidc_client_metadata(m: &mut Members<'_>) -> Option<OidcClientMetadata> {
    let redirect_uris = m.accepted_strings("redirectUris", is_redirect_uri);
    let post_logout_redirect_uris = m.accepted_strings("postLogoutRedirectUris", is_redirect_uri);
    let backchannel_logout_uri = m.optional(
        "backchannelLogoutUri",
        crate::logto::api::guard::Members::url,
    );
    let key = "backchannelLogoutSessionRequired";
    let session_required = m.optional(key, crate::logto::api::guard::Members::boolean);
    let logo_uri = m.optional("logoUri", crate::logto::api::guard::Members::string);
    Some(OidcClientMetadata {
        redirect_uris: redirect_uris?,
        post_logout_redirect_uris: post_logout_redirect_uris?,
        backchannel_logout_uri: backchannel_logout_uri?,
        backchannel_logout_session_required: session_required?,
        logo_uri: logo_uri?,
    })
}

/// Any absolute address, of whatever scheme; `*` may stand for a part of the host or path.
fn is_redirect_uri(uri: &str) -> bool {
    Url::parse(&uri.replace('*', "wildcard")).is_ok()
}

/// `customClientMetadata`: the members that Logto knows.
pub(super) fn custom_client_metadata(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut found = Map::new();
    let mut put = |name: &str, value: Option<Option<Value>>| {
        if let Some(Some(value)) = value {
            found.insert(name.to_owned(), value);
        }
    };
    let origins = m.optional(
        "corsAllowedOrigins",
        crate::logto::api::guard::Members::strings,
    );
    put("corsAllowedOrigins", origins.map(|o| o.map(Value::from)));
    for name in ["idTokenTtl", "refreshTokenTtl"] {
        put(
            name,
            m.optional(name, crate::logto::api::guard::Members::number),
        );
    }
    let days = m.optional("refreshTokenTtlInDays", |m, key| m.integer(key, 1, 180));
    put("refreshTokenTtlInDays", days.map(|d| d.map(Value::from)));
    let tenant = m.optional("tenantId", crate::logto::api::guard::Members::string);
    put("tenantId", tenant.map(|t| t.map(Value::from)));
    for name in [
        "alwaysIssueRefreshToken",
        "rotateRefreshToken",
        "allowTokenExchange",
        "isDeviceFlow",
    ] {
        let flag = m.optional(name, crate::logto::api::guard::Members::boolean);
        put(name, flag.map(|f| f.map(Value::from)));
    }
    let grants = m.optional("maxAllowedGrants", |m, key| m.integer(key, 1, i64::MAX));
    put("maxAllowedGrants", grants.map(|g| g.map(Value::from)));
    Some(found)
}
