//! The tenant of one scenario: a mock identity provider in this process, in the harness's own words.
//!
//! The only file of the harness that speaks to the mock.

use std::time::Duration;

use mock_idp::{MockIdp, Seed, journal};

use crate::result::{Exchange, Issued, Problem, Secret};

/// Why there is no tenant.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// The seed is wrong; the text has the place.
    #[error("{0}")]
    Seed(String),
    /// It could not listen.
    #[error("{0}")]
    Start(String),
}

/// A running tenant. Dropping it ends it.
#[derive(Debug)]
pub struct Tenant {
    idp: MockIdp,
}

impl Tenant {
    /// Reads a seed without starting anything.
    pub fn validate(seed: &str, name: &str) -> Result<(), TenantError> {
        Seed::from_yaml(seed, name)
            .map(drop)
            .map_err(|error| TenantError::Seed(error.to_string()))
    }

    /// Starts a tenant from the text of a seed; `name` is what its mistakes are told under.
    pub async fn start(seed: &str, name: &str) -> Result<Self, TenantError> {
        let seed =
            Seed::from_yaml(seed, name).map_err(|error| TenantError::Seed(error.to_string()))?;
        let idp = MockIdp::start(seed)
            .await
            .map_err(|error| TenantError::Start(error.to_string()))?;
        Ok(Self { idp })
    }

    /// Logto's address, without a slash at the end.
    pub fn logto(&self) -> &str {
        self.idp.logto_url()
    }

    /// Hugging Face's address, without a slash at the end.
    pub fn huggingface(&self) -> &str {
        self.idp.huggingface_url()
    }

    /// The address of the mock's own API, without a slash at the end.
    pub fn control(&self) -> &str {
        self.idp.control_url()
    }

    /// Moves the tenant's clock on.
    pub fn advance(&self, by: Duration) {
        self.idp.advance(by);
    }

    /// Everything that the tenant has seen, oldest first.
    pub fn journal(&self) -> Vec<Exchange> {
        self.idp.journal().into_iter().map(exchange).collect()
    }

    /// Everything that the tenant has minted.
    pub fn secrets(&self) -> Vec<Secret> {
        self.idp
            .secrets()
            .into_iter()
            .map(|(kind, value)| Secret { kind, value })
            .collect()
    }
}

fn exchange(entry: journal::Entry) -> Exchange {
    Exchange {
        seq: entry.seq,
        at: entry.at.0,
        provider: entry.provider,
        endpoint: entry.endpoint,
        method: entry.method,
        path: entry.path,
        params: entry.query.into_iter().chain(entry.form).collect(),
        status: entry.status,
        location: entry.location,
        client: entry.client_id,
        user: entry.user_id,
        problem: entry.error.map(|problem| Problem {
            error: problem.error,
            description: problem.description,
            reason: problem.reason,
        }),
        issued: entry
            .issued
            .into_iter()
            .map(|issued| Issued {
                kind: issued.kind,
                value: issued.value,
                claims: issued.claims,
            })
            .collect(),
    }
}
