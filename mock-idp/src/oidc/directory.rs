//! The questions that the engine asks a provider: about clients, accounts and resources.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::client::Client;
use crate::base::clock::Moment;

/// An API resource (RFC 8707).
#[derive(Clone, Debug)]
pub struct Resource {
    /// The resource indicator.
    pub indicator: Arc<str>,
    /// Seconds an access token for it is good for.
    pub access_token_ttl: i64,
}

/// For what claims are wanted: providers may keep some out of ID tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimsFor {
    /// An ID token.
    IdToken,
    /// The userinfo endpoint.
    UserInfo,
}

/// What a provider knows and the engine asks for.
pub trait Directory {
    /// The client, if it is registered. An error when it is registered but cannot be used at all.
    fn client(&self, id: &str) -> Option<Result<Arc<Client>, super::error::Error>>;
    /// Whether the account is there and may sign in.
    fn is_active(&self, account_id: &str) -> bool;
    /// The claims of the granted scopes (`sub` left out), grouped by scope in the given order.
    fn claims(
        &self,
        account_id: &str,
        scopes: &[&str],
        wanted_for: ClaimsFor,
    ) -> Map<String, Value>;
    /// The resource, if it is registered.
    fn resource(&self, indicator: &str) -> Option<Resource>;
    /// The resource that is meant when a request names none.
    fn default_resource(&self) -> Option<String>;
    /// Which of the resource's scopes the user has now, in the resource's order; `asked` is the scope
    /// of the authorization, which may widen where they are looked for.
    fn user_resource_scopes(
        &self,
        account_id: &str,
        client: &Client,
        indicator: &str,
        organization: Option<&str>,
        asked: &[&str],
    ) -> Vec<String>;
    /// Which of the resource's scopes the machine-to-machine client has now.
    fn client_resource_scopes(
        &self,
        client_id: &str,
        indicator: &str,
        organization: Option<&str>,
    ) -> Vec<String>;
    /// The user's scopes in an organization; none when the user is not a member.
    fn user_organization_scopes(&self, account_id: &str, organization: &str)
    -> Option<Vec<String>>;
    /// The client's scopes in an organization; none when it is not associated.
    fn client_organization_scopes(
        &self,
        client_id: &str,
        organization: &str,
    ) -> Option<Vec<String>>;
    /// Whether the organization asks for MFA that the user has not set up.
    fn organization_mfa_missing(&self, account_id: &str, organization: &str) -> bool;
    /// Whether application-level access control keeps the user out of the client.
    fn is_denied(&self, account_id: &str, client_id: &str) -> bool;
    /// Seconds a session is good for, where the tenant says so.
    fn session_ttl(&self) -> Option<i64> {
        None
    }
    /// Whether the user let the third-party client act in the organization.
    fn is_organization_granted(
        &self,
        _account_id: &str,
        _client_id: &str,
        _organization: &str,
    ) -> bool {
        false
    }
    /// Whose personal access token it is, while it counts.
    fn personal_access_token_owner(&self, _token: &str, _now: Moment) -> Option<String> {
        None
    }
    /// Claims that a customizer adds to an access token.
    fn custom_claims(
        &self,
        account_id: Option<&str>,
        client_id: &str,
        now: Moment,
    ) -> Map<String, Value>;
}
