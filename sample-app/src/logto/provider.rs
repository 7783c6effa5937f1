//! Logto's discovery document and keys: fetched when first needed, kept, and renewed.
//!
//! The application starts without them, so it may be up before Logto is. A token signed with an
//! unknown key renews the key set at once (keys rotate), but only so often (section 10.1.1 of OpenID
//! Connect Core leaves the rate to the relying party).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::{DiscoveryError, IssuerUrl};
use thiserror::Error;

use super::http::{Http, HttpError};
use super::metadata::{self, Metadata};
use crate::clock::{Clock, UnixTime};

/// How long a discovery document is trusted, in seconds.
const METADATA_LIFETIME: i64 = 3600;
/// How long keys are trusted, in seconds: a key that Logto withdrew is forgotten after this.
const KEYS_LIFETIME: i64 = 600;
/// At most so many renewals for unknown keys …
const RENEWALS: usize = 3;
/// … within so many seconds.
const RENEWAL_WINDOW: i64 = 60;
/// How long a request waits for another one that is already fetching.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why Logto cannot be used right now.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProviderError {
    /// No answer, or none that is about the request.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The answer is not what the specification asks for, such as HTML instead of JSON.
    #[error("{what} cannot be used: {why}")]
    Unusable {
        /// Which document or answer.
        what: &'static str,
        /// What is the matter with it.
        why: String,
    },
    /// Discovery speaks for somebody else (OpenID Connect Discovery 1.0 section 4.3).
    #[error("the discovery document names another issuer: {0}; is LOGTO_ENDPOINT right?")]
    IssuerMismatch(String),
    /// Too many requests wait for the same answer.
    #[error("too many requests are waiting for Logto")]
    Busy,
}

/// What is known of the provider, keys included.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    /// The discovery document, with the key set inside.
    pub(crate) metadata: Metadata,
    metadata_fetched: UnixTime,
    keys_fetched: UnixTime,
}

/// Who asks for new keys; each has its own allowance, so that junk on the back channel, which anybody
/// can send, cannot use up what sign-in needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asker {
    /// An ID token came from the token endpoint.
    IdToken,
    /// A logout token came over the back channel.
    LogoutToken,
}

/// So that whoever waited while a fetch failed shares the failure, and does not fetch in turn.
#[derive(Debug, Default)]
struct Failures {
    count: u64,
    last: Option<ProviderError>,
}

/// The kept provider and the rules of renewing it.
#[derive(Debug)]
pub(crate) struct ProviderCache {
    issuer: String,
    http: Http,
    clock: Clock,
    kept: Mutex<Option<Arc<Provider>>>,
    failures: Mutex<Failures>,
    renewals: [Mutex<VecDeque<UnixTime>>; 2],
    /// One fetch at a time. An async mutex on purpose: it is held over the request; `kept` is not.
    fetching: tokio::sync::Mutex<()>,
}

impl ProviderCache {
    pub(crate) fn new(issuer: String, http: Http, clock: Clock) -> Self {
        Self {
            issuer,
            http,
            clock,
            kept: Mutex::default(),
            failures: Mutex::default(),
            renewals: Default::default(),
            fetching: tokio::sync::Mutex::default(),
        }
    }

    /// The provider, fetched if it is unknown or too old.
    pub(crate) async fn current(&self) -> Result<Arc<Provider>, ProviderError> {
        if let Some(provider) = self.fresh() {
            return Ok(provider);
        }
        let failures = self.failures().count;
        let _fetching = self.turn().await?;
        if let Some(provider) = self.fresh() {
            return Ok(provider);
        }
        if let Some(error) = self.failed_since(failures) {
            return Err(error);
        }
        let now = self.clock.now();
        let kept = self.kept();
        let fetched = match kept.filter(|it| now < it.metadata_fetched + METADATA_LIFETIME) {
            Some(provider) => self.fetch_keys(&provider).await,
            None => self.fetch_all().await,
        };
        fetched.inspect_err(|error| self.note_failure(error))
    }

    /// The provider with keys newer than `seen`, or `None` if the allowance is used up.
    pub(crate) async fn renewed(
        &self,
        seen: &Arc<Provider>,
        asker: Asker,
    ) -> Result<Option<Arc<Provider>>, ProviderError> {
        let _fetching = self.turn().await?;
        if let Some(newer) = self.kept().filter(|kept| !Arc::ptr_eq(kept, seen)) {
            return Ok(Some(newer));
        }
        if !self.may_renew(asker) {
            tracing::warn!(
                ?asker,
                "unknown signing key; keys were fetched too often to ask again"
            );
            return Ok(None);
        }
        self.fetch_keys(seen).await.map(Some)
    }

    async fn turn(&self) -> Result<tokio::sync::MutexGuard<'_, ()>, ProviderError> {
        let turn = tokio::time::timeout(PATIENCE, self.fetching.lock()).await;
        turn.map_err(|_| ProviderError::Busy)
    }

    fn kept(&self) -> Option<Arc<Provider>> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed_since(&self, count: u64) -> Option<ProviderError> {
        let failures = self.failures();
        failures.last.clone().filter(|_| failures.count > count)
    }

    fn note_failure(&self, error: &ProviderError) {
        let mut failures = self.failures();
        *failures = Failures {
            count: failures.count + 1,
            last: Some(error.clone()),
        };
    }

    fn fresh(&self) -> Option<Arc<Provider>> {
        let now = self.clock.now();
        self.kept().filter(|it| {
            now < it.metadata_fetched + METADATA_LIFETIME && now < it.keys_fetched + KEYS_LIFETIME
        })
    }

    fn keep(&self, provider: Provider) -> Arc<Provider> {
        let provider = Arc::new(provider);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Arc::clone(&provider));
        provider
    }

    fn may_renew(&self, asker: Asker) -> bool {
        let now = self.clock.now();
        let mut renewals = self.renewals[asker as usize]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        renewals.retain(|at| now < at + RENEWAL_WINDOW);
        let allowed = renewals.len() < RENEWALS;
        if allowed {
            renewals.push_back(now);
        }
        allowed
    }

    async fn fetch_all(&self) -> Result<Arc<Provider>, ProviderError> {
        let issuer =
            IssuerUrl::new(self.issuer.clone()).map_err(|error| ProviderError::Unusable {
                what: "LOGTO_ENDPOINT",
                why: error.to_string(),
            })?;
        // Fetches the keys as well.
        let metadata = Metadata::discover_async(issuer, &self.http)
            .await
            .map_err(|error| discovery_error("the discovery document or key set", error))?;
        metadata::check(&metadata).map_err(|why| ProviderError::Unusable {
            what: "the discovery document",
            why,
        })?;
        tracing::info!(issuer = self.issuer, "read the discovery document");
        let now = self.clock.now();
        Ok(self.keep(Provider {
            metadata,
            metadata_fetched: now,
            keys_fetched: now,
        }))
    }

    async fn fetch_keys(&self, provider: &Provider) -> Result<Arc<Provider>, ProviderError> {
        let keys = CoreJsonWebKeySet::fetch_async(provider.metadata.jwks_uri(), &self.http)
            .await
            .map_err(|error| discovery_error("the key set", error))?;
        tracing::info!(keys = keys.keys().len(), "read the key set");
        Ok(self.keep(Provider {
            metadata: provider.metadata.clone().set_jwks(keys),
            metadata_fetched: provider.metadata_fetched,
            keys_fetched: self.clock.now(),
        }))
    }
}

fn discovery_error(what: &'static str, error: DiscoveryError<HttpError>) -> ProviderError {
    match error {
        DiscoveryError::Request(http) => ProviderError::Http(http),
        DiscoveryError::Validation(why) => ProviderError::IssuerMismatch(why),
        DiscoveryError::Response(_, _, why) | DiscoveryError::Other(why) => {
            ProviderError::Unusable { what, why }
        }
        DiscoveryError::Parse(error) => ProviderError::Unusable {
            what,
            why: error.to_string(),
        },
        // The enum is non-exhaustive.
        DiscoveryError::UrlParse(_) | _ => ProviderError::Unusable {
            what,
            why: error.to_string(),
        },
    }
}
