//! The checked settings.

use std::fmt;

use url::Url;

/// Everything the application needs to know; made from [`Arguments`](super::Arguments).
#[derive(Clone, Debug)]
pub struct Config {
    /// Logto's address without a trailing slash; the issuer is this plus `/oidc`.
    pub endpoint: String,
    /// The application's id, `client_id` in OAuth.
    pub app_id: String,
    /// The application's secret, `client_secret` in OAuth.
    pub app_secret: AppSecret,
    /// Scopes to ask for, `openid` first, without repetition.
    pub scopes: Vec<String>,
    /// API resource indicators (RFC 8707) to ask for.
    pub resources: Vec<String>,
    /// The origin people open, without a trailing slash.
    pub base_url: String,
    /// The address to listen on; loopback, IPv4 and IPv6, if none is given.
    pub host: Option<String>,
    /// The port to listen on; 0 is any free one.
    pub port: u16,
}

impl Config {
    /// Logto's issuer identifier: its address plus `/oidc`.
    pub fn issuer(&self) -> String {
        format!("{}/oidc", self.endpoint)
    }

    /// Where Logto sends the browser after sign-in.
    pub fn redirect_uri(&self) -> String {
        format!("{}/callback", self.base_url)
    }

    /// Where Logto sends the browser after sign-out.
    pub fn post_logout_redirect_uri(&self) -> String {
        format!("{}/", self.base_url)
    }

    /// Whether people reach the application over TLS.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Whether tokens would travel unprotected: plain `http` to another machine.
    pub fn endpoint_is_exposed(&self) -> bool {
        let loopback = Url::parse(&self.endpoint).is_ok_and(|url| match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        });
        self.endpoint.starts_with("http://") && !loopback
    }
}

/// The application's secret; its `Debug` form does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret(String);

impl AppSecret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the request that authenticates the application.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AppSecret(hidden)")
    }
}
