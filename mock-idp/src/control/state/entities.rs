//! Logto's entities with all of their members, the ones that its API keeps back included, keyed by id.
//!
//! Each `…Members` mirrors an entity member by member: the compiler refuses one that is left out.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::{Map, Value};

use crate::base::clock::Moment;
use crate::logto::model::{
    Application, ApplicationSecret, ApplicationType, Connector, Identity, OidcClientMetadata,
    Organization, OrganizationRole, OrganizationScope, Resource, ResourceScope, Role, RoleType,
    User,
    application::UserConsentScopes,
    organization::{JustInTime, Member},
    tenant_id,
    user::{Password, SsoIdentity},
};

/// An application.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ApplicationRow(#[serde(with = "ApplicationMembers")] pub(super) Application);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Application", deny_unknown_fields, rename_all = "camelCase")]
struct ApplicationMembers {
    #[serde(skip, default = "tenant_id")]
    tenant_id: &'static str,
    #[serde(skip)]
    id: String,
    name: String,
    #[serde(rename = "secret", default)]
    legacy_secret: Option<String>,
    #[serde(default)]
    description: Option<String>,
    r#type: ApplicationType,
    #[serde(default)]
    oidc_client_metadata: OidcClientMetadata,
    #[serde(default)]
    custom_client_metadata: Map<String, Value>,
    #[serde(default)]
    protected_app_metadata: Option<Value>,
    #[serde(default)]
    custom_data: Map<String, Value>,
    #[serde(default)]
    is_third_party: bool,
    #[serde(default)]
    app_level_access_control_enabled: bool,
    #[serde(default)]
    created_at: Moment,
    #[serde(default)]
    secrets: Vec<ApplicationSecret>,
    #[serde(default)]
    role_ids: Vec<String>,
    #[serde(default)]
    user_consent: UserConsentScopes,
    #[serde(default)]
    sign_in_experience: Option<Map<String, Value>>,
    #[serde(default)]
    allowed_user_ids: Vec<String>,
}

/// An user.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct UserRow(#[serde(with = "UserMembers")] pub(super) User);

#[derive(Serialize, Deserialize)]
#[serde(remote = "User", deny_unknown_fields, rename_all = "camelCase")]
struct UserMembers {
    #[serde(skip)]
    id: String,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    primary_email: Option<String>,
    #[serde(default)]
    primary_phone: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    avatar: Option<String>,
    #[serde(default)]
    custom_data: Map<String, Value>,
    #[serde(default)]
    identities: IndexMap<String, Identity>,
    #[serde(default)]
    last_sign_in_at: Option<Moment>,
    #[serde(default)]
    created_at: Moment,
    #[serde(default)]
    updated_at: Moment,
    #[serde(default)]
    profile: Map<String, Value>,
    #[serde(default)]
    application_id: Option<String>,
    #[serde(default)]
    is_suspended: bool,
    #[serde(default, with = "password")]
    password: Option<Password>,
    #[serde(default)]
    is_password_expired: bool,
    #[serde(default)]
    role_ids: Vec<String>,
    #[serde(default)]
    sso_identities: Vec<SsoIdentity>,
    #[serde(default)]
    mfa_verifications: Vec<Value>,
    #[serde(default)]
    logto_config: Map<String, Value>,
    #[serde(default)]
    personal_access_tokens: Vec<Value>,
}

/// A connector.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ConnectorRow(#[serde(with = "ConnectorMembers")] pub(super) Connector);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Connector", deny_unknown_fields, rename_all = "camelCase")]
struct ConnectorMembers {
    #[serde(skip)]
    id: String,
    connector_id: String,
    #[serde(default)]
    config: Map<String, Value>,
    #[serde(default)]
    metadata: Map<String, Value>,
    #[serde(default)]
    sync_profile: bool,
    #[serde(default)]
    enable_token_storage: bool,
    #[serde(default)]
    created_at: Moment,
}

/// A resource.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ResourceRow(#[serde(with = "ResourceMembers")] pub(super) Resource);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Resource", deny_unknown_fields, rename_all = "camelCase")]
struct ResourceMembers {
    #[serde(skip, default = "tenant_id")]
    tenant_id: &'static str,
    #[serde(skip)]
    id: String,
    name: String,
    indicator: String,
    #[serde(default)]
    is_default: bool,
    access_token_ttl: i64,
    #[serde(default)]
    scopes: Vec<ResourceScope>,
}

/// A role.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct RoleRow(#[serde(with = "RoleMembers")] pub(super) Role);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Role", deny_unknown_fields, rename_all = "camelCase")]
struct RoleMembers {
    #[serde(skip, default = "tenant_id")]
    tenant_id: &'static str,
    #[serde(skip)]
    id: String,
    name: String,
    #[serde(default)]
    description: String,
    r#type: RoleType,
    #[serde(default)]
    is_default: bool,
    #[serde(default)]
    scope_ids: Vec<String>,
}

/// An organization.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct OrganizationRow(#[serde(with = "OrganizationMembers")] pub(super) Organization);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Organization", deny_unknown_fields, rename_all = "camelCase")]
struct OrganizationMembers {
    #[serde(skip, default = "tenant_id")]
    tenant_id: &'static str,
    #[serde(skip)]
    id: String,
    name: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    custom_data: Map<String, Value>,
    #[serde(default)]
    is_mfa_required: bool,
    #[serde(default)]
    color: Value,
    #[serde(default)]
    branding: Value,
    #[serde(default)]
    custom_css: Option<String>,
    #[serde(default)]
    created_at: Moment,
    #[serde(default)]
    members: Vec<Member>,
    #[serde(default)]
    applications: Vec<(String, Vec<String>)>,
    #[serde(default)]
    jit: JustInTime,
}

/// An organization role.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct OrganizationRoleRow(
    #[serde(with = "OrganizationRoleMembers")] pub(super) OrganizationRole,
);

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "OrganizationRole",
    deny_unknown_fields,
    rename_all = "camelCase"
)]
struct OrganizationRoleMembers {
    #[serde(skip, default = "tenant_id")]
    tenant_id: &'static str,
    #[serde(skip)]
    id: String,
    name: String,
    #[serde(default)]
    description: Option<String>,
    r#type: RoleType,
    #[serde(default)]
    scope_ids: Vec<String>,
    #[serde(default)]
    resource_scope_ids: Vec<String>,
}

/// An organization scope.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct OrganizationScopeRow(
    #[serde(with = "OrganizationScopeMembers")] pub(super) OrganizationScope,
);

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "OrganizationScope",
    deny_unknown_fields,
    rename_all = "camelCase"
)]
struct OrganizationScopeMembers {
    #[serde(skip, default = "tenant_id")]
    tenant_id: &'static str,
    #[serde(skip)]
    id: String,
    name: String,
    #[serde(default)]
    description: Option<String>,
}

/// A password: text, or `{ algorithm, digest }` where a digest was imported.
mod password {
    use super::{Deserialize, Deserializer, Error, Password, Serialize, Serializer, Value};

    #[expect(clippy::ref_option, reason = "what serde hands over")]
    pub(super) fn serialize<S: Serializer>(
        password: &Option<Password>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match password {
            None => to.serialize_none(),
            Some(Password::Plain(text)) => text.serialize(to),
            Some(Password::Digest { algorithm, digest }) => {
                serde_json::json!({ "algorithm": algorithm, "digest": digest }).serialize(to)
            }
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Password>, D::Error> {
        let member = |value: &Value, name: &str| {
            let text = value.get(name).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| D::Error::custom(format!("a password's digest has no `{name}`")))
        };
        match Value::deserialize(from)? {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(Password::Plain(text))),
            value @ Value::Object(_) => Ok(Some(Password::Digest {
                algorithm: member(&value, "algorithm")?,
                digest: member(&value, "digest")?,
            })),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) => Err(D::Error::custom(
                "a password is text, or an object with `algorithm` and `digest`",
            )),
        }
    }
}
