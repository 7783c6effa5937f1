//! The refresh grant (RFC 6749 section 6, OpenID Connect Core 12), one at a time per session.
//!
//! Logto may rotate the refresh token and takes a used one for theft after a few seconds. So two
//! requests of one session never refresh side by side, and a refresh runs to its end even if the
//! browser that caused it has gone away: its new refresh token must not be lost.

use openidconnect::{Nonce, RefreshToken};

use super::client::LogtoClient;
use super::id_token::{self, Expected, IdTokenError, Verified};
use super::provider::{Provider, ProviderError};
use super::token_endpoint::{self, TokenEndpointError, Tokens};
use super::tokens::{AccessToken, Audience, TokenError};
use crate::clock::UnixTime;

/// What a refresh needs to know of the session.
struct Grant {
    refresh_token: RefreshToken,
    nonce: Nonce,
    subject: String,
    issued_at: UnixTime,
}

impl LogtoClient {
    /// A token for `audience` that is fresh and not the `refused` one.
    pub(crate) async fn refresh(
        &self,
        audience: Audience,
        refused: Option<AccessToken>,
    ) -> Result<AccessToken, TokenError> {
        let client = self.clone();
        let task =
            tokio::spawn(async move { client.refresh_now(&audience, refused.as_ref()).await });
        task.await.unwrap_or_else(|error| {
            let why = error.to_string();
            Err(ProviderError::Unusable {
                what: "the refresh",
                why,
            }
            .into())
        })
    }

    async fn refresh_now(
        &self,
        audience: &Audience,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, TokenError> {
        let _turn = self.memory.refresh_turn().await;
        // Another request of this session may have been first.
        if let Some(token) = self.kept_token(audience, refused)? {
            return Ok(token);
        }
        let grant = self.grant()?;
        let provider = self.logto.provider.current().await?;
        let tokens = self
            .redeem_refresh_token(&provider, &grant, audience)
            .await?;
        let verified = match &tokens.id_token {
            None => None,
            Some(id_token) => {
                let Grant {
                    nonce,
                    subject,
                    issued_at,
                    ..
                } = &grant;
                let expected = Expected::Refresh {
                    nonce,
                    subject,
                    issued_at: *issued_at,
                };
                let access_token = &tokens.access_token;
                let checked =
                    id_token::verify(&self.logto, &provider, id_token, access_token, expected)
                        .await;
                Some(checked.map_err(|error| self.distrust(error))?)
            }
        };
        self.store(audience, &tokens, verified)
    }

    fn grant(&self) -> Result<Grant, TokenError> {
        let contents = self.memory.lock();
        let signed_in = contents
            .signed_in
            .as_ref()
            .ok_or(TokenError::NotAuthenticated)?;
        let refresh_token = signed_in
            .refresh_token
            .clone()
            .ok_or(TokenError::NoRefreshToken)?;
        Ok(Grant {
            refresh_token,
            nonce: signed_in.nonce.clone(),
            subject: signed_in.subject.clone(),
            issued_at: signed_in.issued_at,
        })
    }

    async fn redeem_refresh_token(
        &self,
        provider: &Provider,
        grant: &Grant,
        audience: &Audience,
    ) -> Result<Tokens, TokenError> {
        let protocol = self.logto.protocol(provider)?;
        let mut request = protocol
            .exchange_refresh_token(&grant.refresh_token)
            .map_err(|error| ProviderError::Unusable {
                what: "the discovery document",
                why: error.to_string(),
            })?;
        if let Some(resource) = &audience.resource {
            request = request.add_extra_param("resource", resource.clone());
        }
        if let Some(organization) = &audience.organization {
            request = request.add_extra_param("organization_id", organization.clone());
        }
        let outcome = request.request_async(&self.logto.http).await;
        token_endpoint::read(outcome).map_err(|error| match error {
            TokenEndpointError::Refused { code, .. } if code == "invalid_grant" => {
                tracing::info!(
                    sub = grant.subject,
                    "Logto does not honour the refresh token"
                );
                self.memory.lock().signed_in = None;
                TokenError::SessionEnded
            }
            TokenEndpointError::Refused { code, description } => {
                TokenError::Refused { code, description }
            }
            TokenEndpointError::UnusableTokens(why) => ProviderError::Unusable {
                what: "the token endpoint's answer",
                why,
            }
            .into(),
            TokenEndpointError::Provider(error) => TokenError::Provider(error),
        })
    }

    /// An ID token that is somebody else's, or not Logto's at all, ends the session.
    fn distrust(&self, error: IdTokenError) -> TokenError {
        match error {
            IdTokenError::Provider(error) => TokenError::Provider(error),
            IdTokenError::UnknownKey | IdTokenError::Rejected(_) => {
                tracing::warn!(%error, "the refreshed ID token was rejected");
                self.memory.lock().signed_in = None;
                TokenError::Untrusted(error.to_string())
            }
        }
    }

    fn store(
        &self,
        audience: &Audience,
        tokens: &Tokens,
        verified: Option<Verified>,
    ) -> Result<AccessToken, TokenError> {
        let own = *audience == Audience::default();
        let asked: &[String] = if own { &self.logto.config.scopes } else { &[] };
        let token = AccessToken::obtained(tokens, asked, self.logto.clock.now());
        let mut contents = self.memory.lock();
        // The person may have signed out meanwhile; then the tokens are dropped.
        let signed_in = contents
            .signed_in
            .as_mut()
            .ok_or(TokenError::NotAuthenticated)?;
        if let Some(rotated) = &tokens.refresh_token {
            signed_in.refresh_token = Some(rotated.clone());
        }
        if let Some(verified) = verified {
            signed_in.issued_at = verified.issued_at;
            signed_in.session_id = verified
                .claims
                .text("sid")
                .map(str::to_owned)
                .or(signed_in.session_id.take());
            signed_in.claims = verified.claims;
        }
        signed_in
            .access_tokens
            .insert(audience.clone(), token.clone());
        Ok(token)
    }
}
