//! What a provider sends and what can therefore be wrong: the artefacts, by name.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::word;

/// Something that a provider sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TamperArtefact")]
pub enum Artefact {
    /// Provider metadata (OpenID Connect Discovery section 4, RFC 8414).
    Discovery,
    /// The JSON Web Key Set (RFC 7517 section 5).
    Jwks,
    /// What the redirection endpoint gets: in the query, the fragment, or a form (RFC 6749 section
    /// 4.1.2).
    AuthorizationResponse,
    /// The token endpoint's answer (RFC 6749 section 5).
    TokenResponse,
    /// OpenID Connect Core section 2.
    IdToken,
    /// An access token that is a JWT (RFC 9068). An opaque one is a member of the token response.
    AccessToken,
    /// The userinfo response (OpenID Connect Core section 5.3.2).
    Userinfo,
    /// The introspection response (RFC 7662 section 2.2).
    Introspection,
    /// The redirect back after a sign-out (RP-Initiated Logout section 3).
    EndSessionReturn,
    /// Back-Channel Logout section 2.4.
    LogoutToken,
    /// Hugging Face's provider metadata.
    HuggingfaceDiscovery,
    /// Hugging Face's keys.
    HuggingfaceJwks,
    /// What Hugging Face sends to the redirection endpoint.
    HuggingfaceAuthorizationResponse,
    /// The answer of Hugging Face's token endpoint.
    HuggingfaceTokenResponse,
    /// Hugging Face's ID token.
    HuggingfaceIdToken,
    /// Hugging Face's userinfo response.
    HuggingfaceUserinfo,
}

/// How an artefact is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JSON body.
    Json,
    /// Parameters of an address or a form.
    Parameters,
    /// A JSON Web Token.
    Token,
}

impl Artefact {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Discovery,
        Self::Jwks,
        Self::AuthorizationResponse,
        Self::TokenResponse,
        Self::IdToken,
        Self::AccessToken,
        Self::Userinfo,
        Self::Introspection,
        Self::EndSessionReturn,
        Self::LogoutToken,
        Self::HuggingfaceDiscovery,
        Self::HuggingfaceJwks,
        Self::HuggingfaceAuthorizationResponse,
        Self::HuggingfaceTokenResponse,
        Self::HuggingfaceIdToken,
        Self::HuggingfaceUserinfo,
    ];

    /// The name that seeds, scenarios and the control API use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::AuthorizationResponse => "authorization-response",
            Self::TokenResponse => "token-response",
            Self::IdToken => "id-token",
            Self::AccessToken => "access-token",
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection",
            Self::EndSessionReturn => "end-session-return",
            Self::LogoutToken => "logout-token",
            Self::HuggingfaceDiscovery => "huggingface-discovery",
            Self::HuggingfaceJwks => "huggingface-jwks",
            Self::HuggingfaceAuthorizationResponse => "huggingface-authorization-response",
            Self::HuggingfaceTokenResponse => "huggingface-token-response",
            Self::HuggingfaceIdToken => "huggingface-id-token",
            Self::HuggingfaceUserinfo => "huggingface-userinfo",
        }
    }

    /// How it is written.
    pub const fn form(self) -> Form {
        match self {
            Self::Discovery
            | Self::Jwks
            | Self::TokenResponse
            | Self::Userinfo
            | Self::Introspection
            | Self::HuggingfaceDiscovery
            | Self::HuggingfaceJwks
            | Self::HuggingfaceTokenResponse
            | Self::HuggingfaceUserinfo => Form::Json,
            Self::AuthorizationResponse
            | Self::EndSessionReturn
            | Self::HuggingfaceAuthorizationResponse => Form::Parameters,
            Self::IdToken | Self::AccessToken | Self::LogoutToken | Self::HuggingfaceIdToken => {
                Form::Token
            }
        }
    }

    /// Whether it is sent to anyone who asks, so that nobody knows for which client or user.
    pub const fn is_anonymous(self) -> bool {
        matches!(
            self,
            Self::Discovery | Self::Jwks | Self::HuggingfaceDiscovery | Self::HuggingfaceJwks
        )
    }

    /// A bit of its own, for the set of those that something is armed for.
    pub(super) const fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

impl fmt::Display for Artefact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Artefact {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        (Self::ALL.into_iter())
            .find(|artefact| artefact.name() == name)
            .ok_or_else(|| word::unknown("artefact", name, &Self::ALL.map(Self::name)))
    }
}

impl<'de> Deserialize<'de> for Artefact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_and_bits_differ() {
        let mut bits = 0;
        for artefact in Artefact::ALL {
            assert_eq!(artefact.name().parse(), Ok(artefact));
            assert_eq!(
                serde_json::to_value(artefact).unwrap(),
                serde_json::json!(artefact.name())
            );
            bits |= artefact.bit();
        }
        assert_eq!(bits.count_ones(), 16);
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest() {
        assert_eq!(
            "id_tokn".parse::<Artefact>(),
            Err("unknown artefact `id_tokn`; did you mean `id-token`?".into())
        );
    }
}
