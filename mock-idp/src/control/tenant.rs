//! A tenant as the control API and the library's handle see it: both providers, their clock, their
//! journal, and what they started from.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use http::{HeaderMap, request::Parts};
use tokio::sync::watch;

use super::{Refusal, Tenants};
use crate::base::{
    clock::{Clock, Moment},
    exchange::Exchange,
    ids::Ids,
    journal::{Journal, Trace},
    keys::{KeyError, Keys},
    tamper::Tampers,
};
use crate::seed::{Built, Seed, SeedError};
use crate::{huggingface, logto};

/// A cheap handle: clones are the same tenant.
#[derive(Clone, Debug)]
pub struct Tenant(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: String,
    logto: logto::App,
    huggingface: huggingface::App,
    start: Start,
    stopping: watch::Receiver<bool>,
}

/// What a tenant starts from: enough to start over with the same ids and made-up secrets.
#[derive(Debug)]
struct Start {
    seed: Seed,
    at: Moment,
    chance: Ids,
    clock: Clock,
}

/// Where a tenant is.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its name in paths.
    pub id: String,
    /// `scheme://host` of its Logto.
    pub logto_url: String,
    /// `scheme://host` of its Hugging Face.
    pub huggingface_url: String,
    /// `scheme://host` of another Hugging Face for its connector, instead of its own.
    pub huggingface_origin: Option<String>,
    /// `scheme://host` of the control API: keys that are not the tenant's own are served there.
    pub control_url: String,
}

/// Why a tenant could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The seed contradicts itself.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// No signing key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Tenant {
    /// A tenant of this seed. `stopping` becomes true when its listeners close.
    ///
    /// # Errors
    ///
    /// The seed contradicts itself.
    pub fn new(
        place: Place,
        seed: Seed,
        clock: Clock,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, BuildError> {
        let (mut ids, now, journal) = (Ids::random(), clock.now(), Journal::default());
        let start = Start {
            seed,
            at: now,
            chance: ids.clone(),
            clock: clock.detached(),
        };
        let mut built = start.seed.build(&place.logto_url, now, &mut ids)?;
        built.huggingface.logto_origin = Some(place.logto_url.clone());
        let keys = Keys::generate(ids.long(), now)?;
        let profile = logto::profile::profile(&place.logto_url, ids.secret());
        let huggingface_origin = place
            .huggingface_origin
            .unwrap_or_else(|| place.huggingface_url.clone());
        let logto = logto::App::new(
            built.logto,
            keys,
            ids,
            clock.clone(),
            journal.clone(),
            profile,
            huggingface_origin,
        );
        logto.tampers().serve_foreign_keys_at(&place.control_url);
        logto.tampers().arm_all(start.seed.file().tampers.clone());
        let huggingface = huggingface::App::new(
            built.huggingface,
            Ids::random(),
            clock,
            journal,
            logto.tampers().clone(),
            place.huggingface_url,
        );
        Ok(Self(Arc::new(Inner {
            id: place.id,
            logto,
            huggingface,
            start,
            stopping,
        })))
    }

    /// Its name in paths.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Its Logto.
    pub fn logto(&self) -> &logto::App {
        &self.0.logto
    }

    /// Its Hugging Face.
    pub fn huggingface(&self) -> &huggingface::App {
        &self.0.huggingface
    }

    /// `scheme://host` of its Logto.
    pub fn logto_url(&self) -> &str {
        let profile = self.0.logto.profile();
        let issuer = profile.issuer.as_str();
        issuer.strip_suffix(profile.mount).unwrap_or(issuer)
    }

    /// `scheme://host` of its Hugging Face.
    pub fn huggingface_url(&self) -> &str {
        self.0.huggingface.issuer()
    }

    /// Its time.
    pub fn clock(&self) -> &Clock {
        self.0.logto.clock()
    }

    /// What it saw.
    pub fn journal(&self) -> &Journal {
        self.0.logto.journal()
    }

    /// What is changed on purpose in what it sends.
    pub fn tampers(&self) -> &Tampers {
        self.0.logto.tampers()
    }

    /// Becomes true when its listeners close.
    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.clone()
    }

    /// Starts over: the seed's data with the same ids and secrets as at the start, no sessions, tokens and
    /// messages, the seed's tampers only, and the time as it was set at the start. Keys, and what the
    /// journal holds, stay.
    ///
    /// # Errors
    ///
    /// None in practice: the seed was built before.
    pub fn reset(&self) -> Result<(), SeedError> {
        let start = &self.0.start;
        let mut ids = start.chance.clone();
        let built = start.seed.build(self.logto_url(), start.at, &mut ids)?;
        self.start_over(built.logto, built.huggingface);
        self.tampers().clear();
        self.tampers().arm_all(start.seed.file().tampers.clone());
        self.clock().follow(&start.clock);
        Ok(())
    }

    /// What this seed means in this tenant.
    pub(super) fn build(&self, seed: &Seed) -> Result<Built, SeedError> {
        let now = self.clock().now();
        seed.build(self.logto_url(), now, &mut self.logto().state().ids)
    }

    /// Puts this data in place of what the tenant knows, and forgets what people did.
    pub(super) fn start_over(
        &self,
        logto: logto::model::Data,
        huggingface: huggingface::model::Data,
    ) {
        self.0.logto.state().start_over(logto);
        self.0.huggingface.state().start_over(huggingface);
    }

    /// Notes in the journal what was handed out without a flow.
    pub(super) fn record(&self, endpoint: &'static str, trace: Trace, status: u16) {
        let path = format!("/api/tenants/{}/{endpoint}", self.id());
        let mut exchange = Exchange::noted(self.clock().now(), "control", "POST", &path);
        let trace = Trace { endpoint, ..trace };
        exchange.end(status, &HeaderMap::new(), &trace);
        self.journal().record(exchange);
    }
}

/// The tenant that the path names.
#[derive(Debug)]
pub(super) struct Of(pub(super) Tenant);

impl FromRequestParts<Tenants> for Of {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, tenants: &Tenants) -> Result<Self, Refusal> {
        let named: Result<Path<Vec<(String, String)>>, _> =
            Path::from_request_parts(parts, tenants).await;
        let names = named.map(|Path(names)| names).unwrap_or_default();
        let id = names.iter().find(|(name, _)| name == "tenant");
        tenants.get(id.map_or("", |(_, id)| id)).map(Self)
    }
}
