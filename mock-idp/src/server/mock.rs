//! A running mock: its default tenant, its control API, and the handle that ends them.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use http::StatusCode;

use super::{
    listen::{ListenError, Wanted, listen},
    origins::{Closing, Servers, open},
};
use crate::base::{clock::Clock, journal::Entry, keys::KeyError, tamper::Tampers};
use crate::control::{
    self, Refusal, Tenant, Tenants,
    keys::{KeyInfo, Rotation},
    sessions::{NewSession, StorageState},
    tenants,
    tokens::{TokenRequest, TokenSet},
};
use crate::logto;
use crate::oidc::transport::Late;
use crate::seed::{Seed, SeedError};

/// Where a mock listens and what it talks to.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address to listen on; loopback, IPv4 and IPv6, when absent.
    pub host: Option<IpAddr>,
    /// The name by which others call it: part of the issuer and of every address. The address that is
    /// listened on, or `localhost`, when absent.
    pub public_host: Option<String>,
    /// Logto's port; 0 for any.
    pub logto_port: u16,
    /// Hugging Face's port; 0 for any.
    pub huggingface_port: u16,
    /// The control API's port; 0 for any.
    pub control_port: u16,
    /// Another Hugging Face for the connector (`scheme://host`), instead of the built-in one.
    pub huggingface_origin: Option<String>,
}

/// Why a mock did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port could not be had.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The seed contradicts itself.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// No signing key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A running mock. Dropping it stops it, and every tenant that was made over its control API.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let idp = mock_idp::MockIdp::start(mock_idp::Seed::built_in()).await?;
/// println!("LOGTO_ENDPOINT={}", idp.logto_url());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct MockIdp {
    control_url: String,
    tenant: Tenant,
    tenants: Tenants,
    /// Of the default tenant.
    origins: Servers,
    /// Of the control API.
    control: Servers,
}

impl MockIdp {
    /// Starts a tenant on free loopback ports.
    ///
    /// # Errors
    ///
    /// The seed contradicts itself, or there is no free port.
    pub async fn start(seed: Seed) -> Result<Self, StartError> {
        Self::start_with(&seed, Options::default(), Clock::system()).await
    }

    /// Starts a tenant where `options` say, with its time from `clock`.
    ///
    /// # Errors
    ///
    /// The seed contradicts itself, or a port is in use.
    pub async fn start_with(
        seed: &Seed,
        options: Options,
        clock: Clock,
    ) -> Result<Self, StartError> {
        let wanted = Wanted {
            port: options.control_port,
            what: "the control API",
            flag: "control-port",
        };
        let id = tenants::DEFAULT.to_owned();
        let (control_port, listeners) = listen(options.host, wanted).await?;
        let control_url = url(&options, control_port);
        let (tenant, origins) = open(id, seed.clone(), &options, &control_url, clock).await?;
        let exposed = options.host.is_some_and(|host| !host.is_loopback());
        let tenants = Tenants::new(tenant.clone(), opener(options, control_url.clone()));
        let mut control = Servers::new();
        let routes = {
            let tenants = tenants.clone();
            Late::new(move || control::router(tenants, exposed))
        };
        control.serve(listeners, &routes.answering());
        Ok(Self {
            control_url,
            tenant,
            tenants,
            origins,
            control,
        })
    }

    /// Logto's address, without a slash at the end: what an SDK calls its endpoint.
    pub fn logto_url(&self) -> &str {
        self.tenant.logto_url()
    }

    /// Hugging Face's address, without a slash at the end.
    pub fn huggingface_url(&self) -> &str {
        self.tenant.huggingface_url()
    }

    /// The control API's address, without a slash at the end: its console page.
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// The default tenant, with all that the control API can do to it.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The tenant's Logto, to look into it or to change it.
    pub fn logto(&self) -> &logto::App {
        self.tenant.logto()
    }

    /// What the tenant saw, decided and issued, oldest first.
    pub fn journal(&self) -> Vec<Entry> {
        self.tenant.journal().entries()
    }

    /// The number of the newest exchange in the journal: a look that costs nothing.
    pub fn newest_exchange(&self) -> u64 {
        self.tenant.journal().newest()
    }

    /// Forgets the journal.
    pub fn clear_journal(&self) {
        self.tenant.journal().clear();
    }

    /// What is changed on purpose in what the tenant sends: arm, list and disarm it here.
    pub fn tampers(&self) -> &Tampers {
        self.tenant.tampers()
    }

    /// Moves the tenant's time forward: codes, tokens, sessions and cookies follow.
    pub fn advance(&self, by: Duration) {
        self.tenant.clock().advance(by);
    }

    /// Another key signs Logto's tokens from now on, or after a while.
    ///
    /// # Errors
    ///
    /// Another key is announced already.
    pub async fn rotate_keys(&self, rotation: &Rotation) -> Result<Vec<KeyInfo>, Refusal> {
        self.tenant.rotate_keys(rotation).await
    }

    /// Signs a user in without pages: the cookies of a browser that gets a code at once.
    ///
    /// # Errors
    ///
    /// The user or the application is not there, or the user is suspended.
    pub fn sign_in(&self, session: &NewSession) -> Result<StorageState, Refusal> {
        self.tenant.sign_in(session)
    }

    /// Issues tokens without a flow.
    ///
    /// # Errors
    ///
    /// Someone or something named is not there, or may not have such a token.
    pub fn issue_tokens(&self, request: &TokenRequest) -> Result<TokenSet, Refusal> {
        self.tenant.issue_tokens(request)
    }

    /// Brings the tenant back to its seed; the journal stays.
    ///
    /// # Errors
    ///
    /// None in practice: the seed was built before.
    pub fn reset(&self) -> Result<(), SeedError> {
        self.tenant.reset()
    }

    /// Every secret that the tenant has minted or was seeded with: (kind, value). What must not be
    /// shown in reports.
    pub fn secrets(&self) -> Vec<(String, String)> {
        let mut secrets: Vec<(String, String)> = {
            let state = self.logto().state();
            let clients = state.data.applications.iter().flat_map(|application| {
                application
                    .legacy_secret
                    .iter()
                    .chain(application.secrets.iter().map(|secret| &secret.value))
                    .map(|value| ("client-secret".to_owned(), value.clone()))
            });
            clients.collect()
        };
        for entry in self.tenant.journal().entries() {
            let issued = entry.issued.into_iter();
            secrets.extend(issued.map(|issued| (issued.kind, issued.value)));
        }
        secrets.dedup();
        secrets
    }

    /// Stops accepting connections; what is returned resolves when the open ones are finished.
    pub fn stop(mut self) -> Closing {
        let mut closing = self.control.stop();
        closing.and([self.origins.stop().finished()]);
        closing.and(self.tenants.end_all());
        closing
    }
}

impl Drop for MockIdp {
    fn drop(&mut self) {
        // The routes of a connection that is still open may hold the tenants; their listeners close now.
        drop(self.tenants.end_all());
    }
}

/// Makes tenants on free ports, on the host and with the Hugging Face of the default one. Their time is
/// the machine's.
fn opener(options: Options, control_url: String) -> tenants::Open {
    let options = Options {
        logto_port: 0,
        huggingface_port: 0,
        ..options
    };
    Box::new(move |id, seed| {
        let (options, control_url) = (options.clone(), control_url.clone());
        Box::pin(async move {
            let opened = open(id, seed, &options, &control_url, Clock::system()).await;
            let (tenant, mut servers) = opened.map_err(|error| refused(&error))?;
            let close: tenants::Close = Box::new(move || {
                let closing = servers.stop();
                Box::pin(closing.finished())
            });
            Ok((tenant, close))
        })
    })
}

fn refused(error: &StartError) -> Refusal {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    match error {
        StartError::Seed(error) => Refusal::of_seed(error),
        StartError::Listen(error) => Refusal::new(
            status,
            "no_port",
            error.to_string(),
            "DELETE tenants that are done",
        ),
        StartError::Key(error) => Refusal::new(status, "no_key", error.to_string(), "try again"),
    }
}

/// The address of a port, as it stands in everything that is told: the public name, the address that is
/// listened on if it is one that can be called, else `localhost`.
pub(super) fn url(options: &Options, port: u16) -> String {
    let name = options.public_host.as_deref();
    let called = options.host.filter(|host| {
        let usual = *host == Ipv4Addr::LOCALHOST || *host == Ipv6Addr::LOCALHOST;
        !usual && !host.is_unspecified()
    });
    match (name, called) {
        (Some(name), _) => format!("http://{name}:{port}"),
        (None, Some(host)) => format!("http://{}", SocketAddr::new(host, port)),
        (None, None) => format!("http://localhost:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_can_be_called() {
        for (host, public_host, expected) in [
            (None, None, "http://localhost:3001"),
            (Some("127.0.0.1"), None, "http://localhost:3001"),
            (Some("127.0.0.2"), None, "http://127.0.0.2:3001"),
            (Some("::1"), None, "http://localhost:3001"),
            (Some("fd00::7"), None, "http://[fd00::7]:3001"),
            (Some("0.0.0.0"), None, "http://localhost:3001"),
            (Some("0.0.0.0"), Some("idp"), "http://idp:3001"),
        ] {
            let options = Options {
                host: host.map(|host| host.parse().unwrap()),
                public_host: public_host.map(str::to_owned),
                ..Options::default()
            };
            assert_eq!(url(&options, 3001), expected, "{host:?} {public_host:?}");
        }
    }
}
