//! What discovery says (OpenID Connect Discovery 1.0 section 3), with the three members that
//! `openidconnect` does not know of, and the checks that it does not make.

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, ProviderMetadata, TokenUrl, UserInfoUrl};
use serde::{Deserialize, Serialize};
use url::Url;

/// A discovery document of Logto.
pub(crate) type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Members from RFC 9207, RFC 8414 and RP-Initiated Logout.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct MoreMetadata {
    /// RFC 9207 section 3: if true, every authorization response carries `iss`.
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
    /// RP-Initiated Logout 1.0 section 2.1.
    pub(crate) end_session_endpoint: Option<Url>,
    /// RFC 8414 section 2.
    pub(crate) revocation_endpoint: Option<Url>,
}

impl AdditionalProviderMetadata for MoreMetadata {}

/// Whether every endpoint can be used: present where it is needed, a web address, and not on plain
/// HTTP when the issuer is on HTTPS. The error names the first member that fails.
pub(crate) fn check(metadata: &Metadata) -> Result<(), String> {
    let more = metadata.additional_metadata();
    let endpoints = [
        (
            "authorization_endpoint",
            Some(metadata.authorization_endpoint().url()),
        ),
        ("jwks_uri", Some(metadata.jwks_uri().url())),
        (
            "token_endpoint",
            metadata.token_endpoint().map(TokenUrl::url),
        ),
        (
            "userinfo_endpoint",
            metadata.userinfo_endpoint().map(UserInfoUrl::url),
        ),
        ("end_session_endpoint", more.end_session_endpoint.as_ref()),
        ("revocation_endpoint", more.revocation_endpoint.as_ref()),
    ];
    let secure = metadata.issuer().url().scheme() == "https";
    for (name, url) in endpoints {
        match url.map(Url::scheme) {
            Some("https") => {}
            Some("http") if !secure => {}
            Some(scheme) => return Err(format!("{name} has the scheme {scheme}")),
            None if matches!(name, "token_endpoint" | "userinfo_endpoint") => {
                return Err(format!("{name} is missing"));
            }
            None => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Metadata, check};

    fn metadata(issuer: &str, token_endpoint: &str) -> Metadata {
        serde_json::from_value(serde_json::json!({
            "issuer": issuer,
            "authorization_endpoint": "https://op.example/auth",
            "token_endpoint": token_endpoint,
            "userinfo_endpoint": "https://op.example/me",
            "jwks_uri": "https://op.example/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES384"],
        }))
        .unwrap()
    }

    #[test]
    fn endpoints_stay_on_the_web_and_on_tls() {
        let http = "http://op.example/token";
        assert_eq!(
            check(&metadata("https://op.example", "https://op.example/token")),
            Ok(())
        );
        assert_eq!(check(&metadata("http://op.example", http)), Ok(()));
        assert_eq!(
            check(&metadata("https://op.example", http)),
            Err("token_endpoint has the scheme http".to_owned())
        );
        assert_eq!(
            check(&metadata("http://op.example", "file:///etc/passwd")),
            Err("token_endpoint has the scheme file".to_owned())
        );
    }
}
