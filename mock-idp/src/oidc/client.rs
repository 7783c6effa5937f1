//! A registered client as the engine sees it (RFC 7591 section 2 names).

use std::sync::Arc;

use crate::base::clock::Moment;

/// How a client authenticates at the token endpoint (OpenID Connect Core section 9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// A secret, in the Authorization header or in the body.
    ClientSecretBasic,
    /// A public client.
    #[default]
    None,
}

/// `application_type` (OpenID Connect Registration section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApplicationType {
    /// Runs on a web server or in a browser.
    #[default]
    Web,
    /// Runs on the user's device; loopback redirects ignore the port (RFC 8252 section 7.3).
    Native,
}

/// A secret of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The value.
    pub value: String,
    /// From when on it no longer counts.
    pub expires_at: Option<Moment>,
}

/// A registered client.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "client metadata is what it is"
)]
pub struct Client {
    /// `client_id`.
    pub id: Arc<str>,
    /// For pages.
    pub name: String,
    /// `web` or `native`.
    pub application_type: ApplicationType,
    /// How it authenticates.
    pub auth_method: AuthMethod,
    /// Any unexpired one is accepted.
    pub secrets: Vec<Secret>,
    /// `grant_types` it may use.
    pub grant_types: Vec<&'static str>,
    /// `response_types` it may use.
    pub response_types: Vec<&'static str>,
    /// Registered redirection endpoints, in order.
    pub redirect_uris: Vec<String>,
    /// Where it may send the user after sign-out.
    pub post_logout_redirect_uris: Vec<String>,
    /// Whether PKCE is compulsory.
    pub require_pkce: bool,
    /// `scope` metadata: all that it may ask for; anything when absent. Logto: third-party applications.
    pub allowed_scopes: Option<Vec<String>>,
    /// Whether the user must consent on a page. Logto: third-party applications.
    pub is_third_party: bool,
    /// Origins besides those of its redirect URIs that may call the token endpoint from a browser.
    pub cors_allowed_origins: Vec<String>,
    /// Seconds an ID token is good for.
    pub id_token_ttl: Option<i64>,
    /// Seconds a refresh token is good for.
    pub refresh_token_ttl: Option<i64>,
    /// Whether refresh tokens rotate at all.
    pub rotate_refresh_token: bool,
    /// Whether a refresh token is issued to a web client without `offline_access`.
    pub always_issue_refresh_token: bool,
    /// `backchannel_logout_uri` (OpenID Connect Back-Channel Logout section 2.2).
    pub backchannel_logout_uri: Option<String>,
    /// `backchannel_logout_session_required` (the same section).
    pub backchannel_logout_session_required: bool,
    /// How many grants of one user may live at a time.
    pub max_allowed_grants: Option<usize>,
}
