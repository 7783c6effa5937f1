//! The tenant of one scenario: a mock identity provider in this process, in the harness's own words.
//!
//! The only file of the harness that speaks to the mock.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use mock_idp::{MockIdp, Seed, base::tamper::Plan, control::sessions::NewSession, journal};
use serde_json::Value;

use super::{
    agent::Cookie,
    minted::{self, Minted},
};
use crate::result::{Exchange, Issued, Problem, Secret, Tampered};

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
    /// Changes that are armed by the seed: how this provider is, not what it does wrong.
    seeded: Mutex<Vec<u64>>,
}

impl Tenant {
    /// Reads a seed without starting anything.
    pub fn validate(seed: &str, name: &str) -> Result<(), TenantError> {
        Seed::from_yaml(seed, name)
            .map(drop)
            .map_err(|error| TenantError::Seed(error.to_string()))
    }

    /// Reads what a provider is to do wrong, without doing it; the error names the word that is wrong in
    /// backticks.
    pub fn validate_tamper(changes: &Value) -> Result<(), String> {
        let plan = plan(changes)?;
        if plan.is_empty() {
            return Err("nothing is tampered with: name an artefact, as `id-token`".to_owned());
        }
        Ok(())
    }

    /// Starts a tenant from the text of a seed; `name` is what its mistakes are told under.
    pub async fn start(seed: &str, name: &str) -> Result<Self, TenantError> {
        let seed =
            Seed::from_yaml(seed, name).map_err(|error| TenantError::Seed(error.to_string()))?;
        let idp = MockIdp::start(seed)
            .await
            .map_err(|error| TenantError::Start(error.to_string()))?;
        let seeded = Mutex::new(armed(&idp));
        Ok(Self { idp, seeded })
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

    /// Does wrong from now on. The texts `now`, `now+N` and `now-N` are moments in seconds.
    pub fn arm(&self, changes: &Value) -> Result<(), String> {
        let now = self.idp.logto().now().seconds();
        let changes = minted::with_moments(changes, now);
        self.idp.tampers().arm_all(plan(&changes)?);
        Ok(())
    }

    /// Starts over from the seed, with nothing in the journal. Keys stay.
    pub fn start_over(&self) -> Result<(), String> {
        self.idp.reset().map_err(|error| error.to_string())?;
        *self.seeded() = armed(&self.idp);
        self.idp.clear_journal();
        Ok(())
    }

    /// Gives Logto a new signing key at once; the one before stays published.
    pub fn rotate_key(&self, rsa: bool) -> Result<(), String> {
        minted::rotate(&self.idp, rsa)
    }

    /// The cookies of a browser in which this user has signed in and has consented; nothing where there is no such
    /// user or they may not sign in.
    pub fn session(&self, user: &str) -> Option<Vec<Cookie>> {
        let session = NewSession {
            user: user.to_owned(),
            app: None,
        };
        let state = self.idp.sign_in(&session).ok()?;
        let cookies = state.cookies.into_iter().map(|cookie| Cookie {
            name: cookie.name,
            value: cookie.value,
            domain: cookie.domain,
            path: cookie.path,
            http_only: cookie.http_only,
            secure: cookie.secure,
            same_site: Some(cookie.same_site),
        });
        Some(cookies.collect())
    }

    /// A token as it could come from Logto, whatever it says.
    pub fn mint(&self, minted: &Minted) -> Result<String, String> {
        minted.sign(&self.idp)
    }

    /// Everything that the tenant has seen, oldest first. What the seed itself changes is not marked.
    pub fn journal(&self) -> Vec<Exchange> {
        let seeded = self.seeded().clone();
        let mut journal = self.idp.journal();
        for entry in &mut journal {
            entry.tampered.retain(|mark| !seeded.contains(&mark.id));
        }
        journal.into_iter().map(exchange).collect()
    }

    /// The number of the newest exchange: it grows with each.
    pub fn newest_exchange(&self) -> u64 {
        self.idp.newest_exchange()
    }

    fn seeded(&self) -> MutexGuard<'_, Vec<u64>> {
        self.seeded.lock().unwrap_or_else(PoisonError::into_inner)
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

/// What is armed now.
fn armed(idp: &MockIdp) -> Vec<u64> {
    idp.tampers().list().iter().map(|one| one.id).collect()
}

/// Reads changes. JSON is YAML too, and this way the error says which word is wrong.
fn plan(changes: &Value) -> Result<Plan, String> {
    let text = changes.to_string();
    text.parse::<Plan>().map_err(|error| {
        let error = error.to_string();
        // The place is one in this text, which nobody wrote.
        let cause = error.rsplit_once(" at line ");
        cause.map_or(error.as_str(), |(cause, _)| cause).to_owned()
    })
}

fn exchange(entry: journal::Entry) -> Exchange {
    let bearer = entry
        .request_headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
        .and_then(|(_, value)| {
            let (scheme, token) = value.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| token.trim().to_owned())
        });
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
        bearer,
        tampered: entry
            .tampered
            .into_iter()
            .map(|mark| Tampered {
                artefact: mark.artefact.name().to_owned(),
                field: mark.field,
                operation: mark.operation,
                before: mark.before,
                after: mark.after,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    async fn marks(tenant: &Tenant) -> Vec<String> {
        let metadata = format!("{}/oidc/.well-known/openid-configuration", tenant.logto());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let said: Value = client
            .get(metadata)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(said["seeded"], 1, "the seed's change applies");
        let journal = tenant.journal();
        let marks = journal.iter().flat_map(|one| &one.tampered);
        marks.map(|mark| mark.field.clone()).collect()
    }

    #[tokio::test]
    async fn only_what_was_armed_later_is_marked() {
        let seed = "tampers: { discovery: { seeded: { set: 1 } } }";
        let tenant = Tenant::start(seed, "seed").await.unwrap();
        let wrong = json!({ "discovery": { "wrong": { "set": 2 } } });
        tenant.arm(&wrong).unwrap();
        assert_eq!(marks(&tenant).await, ["wrong"]);
        tenant.start_over().unwrap();
        assert_eq!(marks(&tenant).await, [""; 0]);
    }
}
