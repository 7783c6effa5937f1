//! The way out for good: forget, revoke (RFC 7009), and leave through end-session (RP-Initiated
//! Logout 1.0).
//!
//! The request names the application by `client_id` and carries no `id_token_hint`: Logto asks nothing
//! more with a hint, refuses one whose signing key has been rotated away, and an ID token in an address
//! ends up in histories and logs.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use openidconnect::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use openidconnect::http::{Method, Request};
use openidconnect::{ClientId, EndSessionUrl, LogoutRequest, PostLogoutRedirectUrl, RefreshToken};
use url::{Url, form_urlencoded};

use super::client::{Logto, LogtoClient};
use super::provider::{Provider, ProviderError};

/// How long a person waits for the revocation; it goes on without them.
const PATIENCE: Duration = Duration::from_secs(3);

impl LogtoClient {
    /// Signs out here, revokes the refresh token, and answers the address to send the browser to so
    /// that it is signed out at Logto too.
    ///
    /// # Errors
    /// If that address cannot be had. The person is signed out here in any case.
    pub async fn sign_out(&self) -> Result<Url, ProviderError> {
        let signed_in = self.memory.lock().signed_in.take();
        let provider = self.logto.provider.current().await?;
        if let Some(signed_in) = signed_in {
            tracing::info!(sub = signed_in.subject, "signed out");
            if let Some(token) = signed_in.refresh_token {
                self.revoke(&provider, token).await;
            }
        }
        self.end_session_url(&provider)
    }

    /// Tells Logto to forget a refresh token. Runs on its own, so that neither a slow Logto nor a
    /// browser that leaves early keeps it from being tried.
    async fn revoke(&self, provider: &Arc<Provider>, token: RefreshToken) {
        let (logto, provider) = (self.logto.clone(), Arc::clone(provider));
        let task = tokio::spawn(async move { revoke(&logto, &provider, &token).await });
        match tokio::time::timeout(PATIENCE, task).await {
            Ok(Ok(Ok(()))) => tracing::debug!("revoked the refresh token"),
            Ok(Ok(Err(why))) => tracing::warn!(why, "the refresh token was not revoked"),
            Ok(Err(error)) => tracing::warn!(%error, "the revocation broke off"),
            Err(_) => {
                tracing::warn!("the revocation takes long; signing out without waiting for it");
            }
        }
    }

    fn end_session_url(&self, provider: &Provider) -> Result<Url, ProviderError> {
        let config = &self.logto.config;
        let endpoint = provider
            .metadata
            .additional_metadata()
            .end_session_endpoint
            .clone();
        let endpoint = endpoint.ok_or_else(|| ProviderError::Unusable {
            what: "the discovery document",
            why: "end_session_endpoint is missing".to_owned(),
        })?;
        let back =
            PostLogoutRedirectUrl::new(config.post_logout_redirect_uri()).map_err(|error| {
                ProviderError::Unusable {
                    what: "BASE_URL",
                    why: error.to_string(),
                }
            })?;
        Ok(LogoutRequest::from(EndSessionUrl::from_url(endpoint))
            .set_client_id(ClientId::new(config.app_id.clone()))
            .set_post_logout_redirect_uri(back)
            .http_get_url())
    }
}

/// `openidconnect` has this request too, but refuses it on plain HTTP, where development happens.
async fn revoke(logto: &Logto, provider: &Provider, token: &RefreshToken) -> Result<(), String> {
    let endpoint = provider
        .metadata
        .additional_metadata()
        .revocation_endpoint
        .as_ref();
    let endpoint = endpoint.ok_or("discovery names no revocation_endpoint")?;
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("token", token.secret())
        .append_pair("token_type_hint", "refresh_token")
        .finish();
    let request = Request::builder()
        .method(Method::POST)
        .uri(endpoint.as_str())
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(AUTHORIZATION, credentials(logto))
        .body(body.into_bytes())
        .map_err(|error| error.to_string())?;
    let answer = logto
        .http
        .send(request)
        .await
        .map_err(|error| error.to_string())?;
    let status = answer.status();
    status
        .is_success()
        .then_some(())
        .ok_or_else(|| format!("Logto answered {status}"))
}

/// RFC 6749 section 2.3.1: both parts form-encoded, then Basic.
fn credentials(logto: &Logto) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let secret = encode(logto.config.app_secret.expose());
    let pair = format!("{}:{secret}", encode(&logto.config.app_id));
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
