//! Users and the organizations they are members of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A person with an account at Hugging Face.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// `sub`: 24 hexadecimal digits that survive a change of the name.
    pub sub: String,
    /// User name, as typed at sign-in; compared without regard to case.
    pub username: String,
    /// Display name.
    pub fullname: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Whether the address is verified. It is in practice: others cannot use OAuth.
    pub email_verified: bool,
    /// What the sign-in page must be given; anything when there is none.
    pub password: Option<String>,
    /// Address of a picture; a drawn one is served when there is none.
    pub picture: Option<String>,
    /// Personal web site.
    pub website: Option<String>,
    /// Whether they pay for a PRO account.
    pub is_pro: bool,
    /// Whether a payment method is set up.
    pub can_pay: bool,
    /// When the paid period ends, in seconds since the Unix epoch.
    pub period_end: Option<i64>,
    /// How they are billed.
    pub billing_mode: BillingMode,
    /// Hardware they show in public, as userinfo states it.
    pub hardware_items: Vec<serde_json::Value>,
    /// Memberships.
    pub orgs: Vec<Org>,
}

/// An organization, seen from one of its members.
#[derive(Clone, Debug, PartialEq)]
pub struct Org {
    /// 24 hexadecimal digits.
    pub sub: String,
    /// Name in addresses.
    pub name: String,
    /// Display name.
    pub fullname: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Address of a picture; a drawn one is served when there is none.
    pub picture: Option<String>,
    /// `team`, `enterprise`, …
    pub plan: Option<String>,
    /// Whether a payment method is set up.
    pub can_pay: bool,
    /// When the paid period ends, in seconds since the Unix epoch.
    pub period_end: Option<i64>,
    /// The member's role.
    pub role: Role,
    /// What the member still has to do before they may act there: `mfa`, `sso`, `ip`, `token-policy`.
    pub security_restrictions: Vec<String>,
    /// The member's resource groups.
    pub resource_groups: Vec<ResourceGroup>,
}

/// A role in an organization or a resource group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// All.
    Admin,
    /// Read and write.
    Write,
    /// Create, and write what they created.
    Contributor,
    /// Read.
    #[default]
    Read,
}

/// A resource group of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceGroup {
    /// 24 hexadecimal digits.
    pub sub: String,
    /// Display name.
    pub name: String,
    /// The member's role in it.
    pub role: Role,
}

/// How someone is billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BillingMode {
    /// After use.
    #[default]
    Postpaid,
    /// Before use.
    Prepaid,
}
