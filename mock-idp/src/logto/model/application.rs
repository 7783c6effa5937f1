//! Applications (clients) and their secrets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::base::clock::Moment;

/// The kinds of application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ApplicationType {
    /// Native app: public, PKCE, loopback ports ignored.
    Native,
    /// Single page app: public, PKCE.
    #[serde(rename = "SPA")]
    Spa,
    /// Traditional web app: confidential.
    Traditional,
    /// Machine to machine: client credentials only.
    MachineToMachine,
    /// Protected app (an edge proxy of Logto Cloud).
    Protected,
    /// SAML app.
    #[serde(rename = "SAML")]
    Saml,
}

/// What an application registers about OpenID Connect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OidcClientMetadata {
    /// Redirection endpoints.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where it may send the user after sign-out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Back-channel logout address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens carry `sid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_session_required: Option<bool>,
    /// Logo address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
}

/// An application.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Always `default` here.
    pub tenant_id: &'static str,
    /// The client id.
    pub id: String,
    /// For pages.
    pub name: String,
    /// The one secret of an application made before named secrets; a seeded secret is kept here.
    #[serde(skip)]
    pub legacy_secret: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// Its kind.
    pub r#type: ApplicationType,
    /// OpenID Connect metadata.
    pub oidc_client_metadata: OidcClientMetadata,
    /// `corsAllowedOrigins`, `idTokenTtl`, `refreshTokenTtl`, `refreshTokenTtlInDays`, `tenantId`,
    /// `alwaysIssueRefreshToken`, `rotateRefreshToken`, `allowTokenExchange`, `isDeviceFlow`, `maxAllowedGrants`.
    pub custom_client_metadata: Map<String, Value>,
    /// For protected apps.
    pub protected_app_metadata: Option<Value>,
    /// Anything.
    pub custom_data: Map<String, Value>,
    /// Whether users must consent on a page.
    pub is_third_party: bool,
    /// Whether only assigned users may sign in.
    pub app_level_access_control_enabled: bool,
    /// When it was made, in milliseconds.
    pub created_at: Moment,
    /// Named secrets.
    #[serde(skip)]
    pub secrets: Vec<ApplicationSecret>,
    /// Roles of a machine-to-machine application.
    #[serde(skip)]
    pub role_ids: Vec<String>,
    /// What a third-party application may ask users for.
    #[serde(skip)]
    pub user_consent: UserConsentScopes,
    /// Its own branding: `branding`, `color`, `displayName`, `termsOfUseUrl`, `privacyPolicyUrl`.
    #[serde(skip)]
    pub sign_in_experience: Option<Map<String, Value>>,
    /// Users let in when access control is on.
    #[serde(skip)]
    pub allowed_user_ids: Vec<String>,
}

/// A named secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSecret {
    /// Always `default` here.
    #[serde(skip_deserializing, default = "super::tenant_id")]
    pub tenant_id: &'static str,
    /// Whose it is.
    pub application_id: String,
    /// Its name, one of a kind in the application.
    pub name: String,
    /// The secret.
    pub value: String,
    /// When it was made, in milliseconds.
    pub created_at: Moment,
    /// When it stops counting, in milliseconds.
    pub expires_at: Option<Moment>,
}

/// What a third-party application may ask users for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct UserConsentScopes {
    /// Ids of organization scopes.
    pub organization_scopes: Vec<String>,
    /// Ids of resource scopes.
    pub resource_scopes: Vec<String>,
    /// Ids of resource scopes asked for in an organization.
    pub organization_resource_scopes: Vec<String>,
    /// OpenID Connect scopes: `profile`, `email`, …
    pub user_scopes: Vec<String>,
    /// Which organizations each user let it act in: (user id, organization id).
    pub organizations: Vec<(String, String)>,
}
