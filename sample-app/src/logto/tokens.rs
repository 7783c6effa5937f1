//! Access tokens: one per audience, kept until shortly before they expire.

use openidconnect::AccessToken as Secret;
use thiserror::Error;

use super::client::LogtoClient;
use super::provider::ProviderError;
use super::token_endpoint::Tokens;
use crate::clock::UnixTime;

/// A token is renewed this many seconds before it expires: it has to arrive, too.
const LEEWAY: i64 = 10;

/// Whom a token is for. Neither member: Logto's userinfo endpoint (an opaque token).
#[derive(Clone, Debug, Default, Hash, PartialEq, Eq)]
pub(crate) struct Audience {
    /// An API's resource indicator (RFC 8707).
    pub(crate) resource: Option<String>,
    /// An organization's id.
    pub(crate) organization: Option<String>,
}

/// An access token with what is known of it. Its `Debug` form does not show the secret.
#[derive(Clone, Debug)]
pub struct AccessToken {
    secret: Secret,
    scopes: Vec<String>,
    expires_at: Option<UnixTime>,
}

impl AccessToken {
    /// The token of a token response; `asked` are the scopes if the response names none.
    pub(crate) fn obtained(tokens: &Tokens, asked: &[String], now: UnixTime) -> Self {
        let lifetime = tokens
            .expires_in
            .map(|it| i64::try_from(it).unwrap_or(i64::MAX));
        Self {
            secret: tokens.access_token.clone(),
            scopes: tokens.scopes.clone().unwrap_or_else(|| asked.to_vec()),
            expires_at: lifetime.map(|lifetime| now.saturating_add(lifetime)),
        }
    }

    /// The token itself, to be sent as `Authorization: Bearer`.
    pub fn secret(&self) -> &str {
        self.secret.secret()
    }

    /// The token as `openidconnect` takes it.
    pub(crate) fn protocol(&self) -> Secret {
        self.secret.clone()
    }

    /// What it is good for.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// When it expires, if Logto said so.
    pub fn expires_at(&self) -> Option<UnixTime> {
        self.expires_at
    }

    /// Whether it can still be sent. Without a known end it is sent until somebody refuses it.
    pub(crate) fn is_fresh(&self, now: UnixTime) -> bool {
        self.expires_at
            .is_none_or(|end| now < end.saturating_sub(LEEWAY))
    }
}

/// Why there is no access token.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotAuthenticated,
    /// A new token is needed, but Logto gave no refresh token.
    #[error(
        "a new access token is needed and there is no refresh token; was the scope offline_access \
         granted?"
    )]
    NoRefreshToken,
    /// Logto does not honour the refresh token any more: expired, revoked, or the person is gone.
    /// Nobody is signed in from now on.
    #[error("Logto has ended this session")]
    SessionEnded,
    /// The ID token that came with the refreshed token failed a check. Nobody is signed in from now on.
    #[error("Logto's answer could not be trusted: {0}")]
    Untrusted(String),
    /// Logto does not give a token for this audience.
    #[error("Logto refused a token: {code}{}", .description.as_ref().map(|it| format!(" ({it})")).unwrap_or_default())]
    Refused {
        /// `error`.
        code: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// Logto cannot be used right now.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl LogtoClient {
    /// An access token for an API (`resource`), an organization, an API within an organization, or, with
    /// neither, for Logto's own userinfo endpoint. From memory while it is fresh, else by the refresh
    /// token. The resource must be among those of the sign-in.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub async fn access_token(
        &self,
        resource: Option<&str>,
        organization: Option<&str>,
    ) -> Result<AccessToken, TokenError> {
        let audience = Audience {
            resource: resource.map(str::to_owned),
            organization: organization.map(str::to_owned),
        };
        match self.kept_token(&audience, None)? {
            Some(token) => Ok(token),
            None => self.refresh(audience, None).await,
        }
    }

    /// The access token that is in memory for an audience, expired or not; asks nobody.
    pub fn kept_access_token(
        &self,
        resource: Option<&str>,
        organization: Option<&str>,
    ) -> Option<AccessToken> {
        let audience = Audience {
            resource: resource.map(str::to_owned),
            organization: organization.map(str::to_owned),
        };
        self.memory
            .lock()
            .signed_in
            .as_ref()?
            .access_tokens
            .get(&audience)
            .cloned()
    }

    /// A token that replaces one which was refused although it looked fresh: the clocks may differ, or
    /// it was revoked.
    pub(crate) async fn replace_token(
        &self,
        refused: &AccessToken,
    ) -> Result<AccessToken, TokenError> {
        self.refresh(Audience::default(), Some(refused.clone()))
            .await
    }

    /// The token in memory, if it is fresh and not the refused one.
    pub(crate) fn kept_token(
        &self,
        audience: &Audience,
        refused: Option<&AccessToken>,
    ) -> Result<Option<AccessToken>, TokenError> {
        let now = self.logto.clock.now();
        let contents = self.memory.lock();
        let signed_in = contents
            .signed_in
            .as_ref()
            .ok_or(TokenError::NotAuthenticated)?;
        let token = signed_in.access_tokens.get(audience);
        let usable = token.filter(|token| {
            token.is_fresh(now) && refused.is_none_or(|it| it.secret() != token.secret())
        });
        Ok(usable.cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(expires_in: Option<u64>) -> AccessToken {
        let tokens = Tokens {
            access_token: Secret::new("secret-token".to_owned()),
            expires_in,
            scopes: None,
            refresh_token: None,
            id_token: None,
        };
        AccessToken::obtained(&tokens, &["openid".to_owned()], 1_000)
    }

    #[test]
    fn freshness_ends_before_expiry() {
        assert!(token(Some(60)).is_fresh(1_049));
        assert!(!token(Some(60)).is_fresh(1_050));
        assert!(!token(Some(5)).is_fresh(1_000));
        assert!(token(None).is_fresh(9_999_999));
        assert!(token(Some(u64::MAX)).is_fresh(9_999_999));
    }

    #[test]
    fn scopes_default_to_what_was_asked_for() {
        assert_eq!(token(None).scopes(), ["openid"]);
    }

    #[test]
    fn the_secret_does_not_show() {
        assert!(!format!("{:?}", token(None)).contains("secret-token"));
    }
}
