//! The two handles: [`Logto`] for the application, [`LogtoClient`] for one browser session.

use std::sync::Arc;

use openidconnect::core::CoreClient;
use openidconnect::{
    ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, RedirectUrl,
};

use super::http::Http;
use super::id_token::Claims;
use super::logout_token::Replays;
use super::memory::Memory;
use super::provider::{Provider, ProviderCache, ProviderError};
use crate::clock::Clock;
use crate::config::Config;

/// The client of `openidconnect`, with the endpoints that discovery gives.
pub(crate) type Protocol = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What all browser sessions share: settings, HTTP, Logto's metadata and keys. A handle; clones are
/// the same.
#[derive(Clone, Debug)]
pub struct Logto {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Clock,
    pub(crate) http: Http,
    pub(crate) provider: Arc<ProviderCache>,
    pub(crate) replays: Arc<Replays>,
}

impl Logto {
    /// Prepares to talk to Logto; sends nothing yet.
    pub fn new(config: Arc<Config>, clock: Clock) -> Self {
        let http = Http::new(&config.endpoint);
        let provider = ProviderCache::new(config.issuer(), http.clone(), clock.clone());
        Self {
            config,
            clock,
            http,
            provider: Arc::new(provider),
            replays: Arc::default(),
        }
    }

    /// The client of one browser session.
    pub fn client(&self, memory: &Memory) -> LogtoClient {
        LogtoClient {
            logto: self.clone(),
            memory: memory.clone(),
        }
    }

    /// The client of `openidconnect` for a provider.
    pub(crate) fn protocol(&self, provider: &Provider) -> Result<Protocol, ProviderError> {
        let redirect_uri = RedirectUrl::new(self.config.redirect_uri()).map_err(|error| {
            ProviderError::Unusable {
                what: "BASE_URL",
                why: error.to_string(),
            }
        })?;
        let secret = ClientSecret::new(self.config.app_secret.expose().to_owned());
        let client_id = ClientId::new(self.config.app_id.clone());
        Ok(
            CoreClient::from_provider_metadata(provider.metadata.clone(), client_id, Some(secret))
                .set_redirect_uri(redirect_uri),
        )
    }
}

/// Logto, as seen from one browser session; see [the module](super) for what it can do.
#[derive(Clone, Debug)]
pub struct LogtoClient {
    pub(crate) logto: Logto,
    pub(crate) memory: Memory,
}

impl LogtoClient {
    /// Whether somebody is signed in. Says nothing about whether Logto still thinks so.
    pub fn is_authenticated(&self) -> bool {
        self.memory.is_authenticated()
    }

    /// The claims of the latest ID token, as Logto wrote them; `None` if nobody is signed in.
    pub fn id_token_claims(&self) -> Option<Claims> {
        self.memory
            .lock()
            .signed_in
            .as_ref()
            .map(|it| it.claims.clone())
    }
}
