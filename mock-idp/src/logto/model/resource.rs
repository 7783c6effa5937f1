//! API resources, their scopes, and roles.

use serde::{Deserialize, Serialize};

use crate::base::clock::Moment;

/// An API resource.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Always `default` here.
    pub tenant_id: &'static str,
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// The resource indicator (RFC 8707), the tokens' audience.
    pub indicator: String,
    /// Whether it is meant when a request names none.
    pub is_default: bool,
    /// Seconds an access token for it is good for.
    pub access_token_ttl: i64,
    /// Its scopes, oldest first; shown where the API includes them.
    #[serde(skip)]
    pub scopes: Vec<ResourceScope>,
}

/// A scope (permission) of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceScope {
    /// Always `default` here.
    #[serde(skip_deserializing, default = "super::tenant_id")]
    pub tenant_id: &'static str,
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub resource_id: String,
    /// Its name, as tokens carry it.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// When it was made, in milliseconds.
    pub created_at: Moment,
}

/// Who can have a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoleType {
    /// Users.
    User,
    /// Machine-to-machine applications.
    MachineToMachine,
}

/// A role: a bundle of resource scopes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Always `default` here.
    pub tenant_id: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, one of a kind.
    pub name: String,
    /// For people.
    pub description: String,
    /// Who can have it.
    pub r#type: RoleType,
    /// Whether new users get it.
    pub is_default: bool,
    /// Ids of its resource scopes.
    #[serde(skip)]
    pub scope_ids: Vec<String>,
}
