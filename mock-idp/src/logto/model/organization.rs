//! Organizations and the template that their members' permissions come from.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::resource::RoleType;
use crate::base::clock::Moment;

/// An organization.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// Always `default` here.
    pub tenant_id: &'static str,
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// Anything.
    pub custom_data: Map<String, Value>,
    /// Whether members need a second factor.
    pub is_mfa_required: bool,
    /// Its own colours.
    pub color: Value,
    /// Its own logos.
    pub branding: Value,
    /// Its own styles.
    pub custom_css: Option<String>,
    /// When it was made, in milliseconds.
    pub created_at: Moment,
    /// Members, oldest first.
    #[serde(skip)]
    pub members: Vec<Member>,
    /// Associated machine-to-machine applications: (application id, role ids).
    #[serde(skip)]
    pub applications: Vec<(String, Vec<String>)>,
    /// Just-in-time provisioning.
    #[serde(skip)]
    pub jit: JustInTime,
}

/// A user in an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Member {
    /// The user.
    pub user_id: String,
    /// Ids of organization roles.
    pub role_ids: Vec<String>,
}

/// Who joins by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct JustInTime {
    /// Users whose e-mail address has one of these domains.
    pub email_domains: Vec<String>,
    /// Users of these enterprise connectors.
    pub sso_connector_ids: Vec<String>,
    /// Organization roles that they get.
    pub role_ids: Vec<String>,
}

/// A role of the organization template.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationRole {
    /// Always `default` here.
    pub tenant_id: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, one of a kind.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// Who can have it.
    pub r#type: RoleType,
    /// Ids of organization scopes.
    #[serde(skip)]
    pub scope_ids: Vec<String>,
    /// Ids of resource scopes.
    #[serde(skip)]
    pub resource_scope_ids: Vec<String>,
}

/// A scope of the organization template.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationScope {
    /// Always `default` here.
    pub tenant_id: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, as tokens carry it.
    pub name: String,
    /// For people.
    pub description: Option<String>,
}
