//! A seed as people write it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use crate::base::tamper::Plan;
use crate::huggingface::model::Seed as HuggingFaceSeed;
use crate::logto::model::{ApplicationType, Identity, RoleType, sign_in_experience::SignInMode};

/// A map whose keys know where they stand.
pub type Keyed<T> = IndexMap<Spanned<String>, T>;

/// What a tenant starts from. Every part may be left out.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "Seed")]
pub struct SeedFile {
    /// Applications (clients) by id.
    #[schemars(with = "BTreeMap<String, ApplicationSeed>")]
    pub applications: Keyed<ApplicationSeed>,
    /// Users by id; the id is the user name too, unless `username` says otherwise.
    #[schemars(with = "BTreeMap<String, UserSeed>")]
    pub users: Keyed<UserSeed>,
    /// Connectors by id. The id is part of the callback address `<logto>/callback/<id>`.
    #[schemars(with = "BTreeMap<String, ConnectorSeed>")]
    pub connectors: Keyed<ConnectorSeed>,
    /// Ways in and looks.
    pub sign_in_experience: SignInExperienceSeed,
    /// API resources by resource indicator.
    #[schemars(with = "BTreeMap<String, ResourceSeed>")]
    pub resources: Keyed<ResourceSeed>,
    /// Roles by name.
    #[schemars(with = "BTreeMap<String, RoleSeed>")]
    pub roles: Keyed<RoleSeed>,
    /// Organizations by id.
    #[schemars(with = "BTreeMap<String, OrganizationSeed>")]
    pub organizations: Keyed<OrganizationSeed>,
    /// Roles of the organization template by name.
    #[schemars(with = "BTreeMap<String, OrganizationRoleSeed>")]
    pub organization_roles: Keyed<OrganizationRoleSeed>,
    /// The Hugging Face that stands beside this Logto.
    pub huggingface: HuggingFaceSeed,
    /// What the tenant changes on purpose in what it sends: `id-token: { nonce: { append: "1" } }`.
    pub tampers: Plan,
}

/// An application.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Application")]
pub struct ApplicationSeed {
    /// `Traditional`, `SPA`, `Native`, `MachineToMachine`.
    pub r#type: ApplicationType,
    /// For pages; the id when left out.
    #[serde(default)]
    pub name: Option<String>,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
    /// The secret of a `Traditional` or `MachineToMachine` application; made up when left out.
    #[serde(default)]
    pub secret: Option<String>,
    /// Redirection endpoints.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where it may send people after sign-out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where Logto tells it of sign-outs.
    #[serde(default)]
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens (and ID tokens) carry `sid`.
    #[serde(default)]
    pub backchannel_logout_session_required: Option<bool>,
    /// Whether people must consent on a page.
    #[serde(default)]
    pub is_third_party: bool,
    /// What a third-party application may ask people for: `profile`, `email`, …
    #[serde(default)]
    pub user_scopes: Vec<String>,
    /// `corsAllowedOrigins`, `idTokenTtl`, `refreshTokenTtl`, `refreshTokenTtlInDays`,
    /// `alwaysIssueRefreshToken`, `rotateRefreshToken`, `allowTokenExchange`, `isDeviceFlow`, `maxAllowedGrants`.
    #[serde(default)]
    pub custom_client_metadata: Map<String, Value>,
    /// Anything.
    #[serde(default)]
    pub custom_data: Map<String, Value>,
    /// Names of roles, for a `MachineToMachine` application.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub roles: Vec<Spanned<String>>,
}

/// A user.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "User")]
pub struct UserSeed {
    /// Sign-in name; the id when left out.
    pub username: Option<String>,
    /// Password, in plain text: this is a mock.
    pub password: Option<String>,
    /// E-mail address.
    #[schemars(with = "Option<String>")]
    pub primary_email: Option<Spanned<String>>,
    /// Phone number: international digits without `+`.
    #[schemars(with = "Option<String>")]
    pub primary_phone: Option<Spanned<String>>,
    /// Display name.
    pub name: Option<String>,
    /// Picture address.
    pub avatar: Option<String>,
    /// Anything.
    pub custom_data: Map<String, Value>,
    /// `familyName`, `givenName`, `nickname`, `address`, …
    pub profile: Map<String, Value>,
    /// Social identities by target: `huggingface: { userId: 62f264b9f3c90f4b6514a269 }`.
    #[schemars(with = "BTreeMap<String, Value>")]
    pub identities: IndexMap<String, Identity>,
    /// Suspended users cannot sign in.
    pub is_suspended: bool,
    /// Names of roles.
    #[schemars(with = "Vec<String>")]
    pub roles: Vec<Spanned<String>>,
}

/// A connector.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "Connector")]
pub struct ConnectorSeed {
    /// The factory: `huggingface-universal` when left out.
    pub connector_id: Option<String>,
    /// Client id at the other provider.
    pub client_id: Option<String>,
    /// Client secret there.
    pub client_secret: Option<String>,
    /// Scopes to ask for there.
    pub scope: Option<String>,
    /// Settings of other factories, as their forms name them.
    pub config: Map<String, Value>,
    /// Overrides of `target`, `name`, `logo`, for standard connectors.
    pub metadata: Map<String, Value>,
    /// Whether name and avatar follow the other provider at each sign-in.
    pub sync_profile: bool,
}

/// The sign-in experience.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "SignInExperience")]
pub struct SignInExperienceSeed {
    /// `username-password`, `email-password`, `email-or-username-password`, `email-code`, `social`, or
    /// Logto's object `{ methods: [...] }`.
    #[schemars(with = "Value")]
    pub sign_in: Option<Spanned<Value>>,
    /// `SignIn`, `Register` or `SignInAndRegister`.
    #[schemars(with = "Option<String>")]
    pub sign_in_mode: Option<SignInMode>,
    /// Logto's object `{ identifiers: [...], password: true, verify: false }`.
    pub sign_up: Option<Value>,
    /// `{ automaticAccountLinking: true }`.
    pub social_sign_in: Option<Value>,
    /// Which social buttons are shown, by target; all social connectors when left out.
    pub social_sign_in_connector_targets: Option<Vec<String>>,
    /// `primaryColor`, `isDarkModeEnabled`, `darkPrimaryColor`.
    pub color: Option<Value>,
    /// `logoUrl`, `darkLogoUrl`, `favicon`, `darkFavicon`.
    pub branding: Option<Value>,
    /// Without "Powered by".
    pub hide_logto_branding: Option<bool>,
    /// `autoDetect`, `fallbackLanguage`.
    pub language_info: Option<Value>,
    /// Terms of use.
    pub terms_of_use_url: Option<String>,
    /// Privacy policy.
    pub privacy_policy_url: Option<String>,
    /// `Automatic`, `ManualRegistrationOnly` or `Manual`.
    pub agree_to_terms_policy: Option<String>,
    /// Logto's password policy.
    pub password_policy: Option<Value>,
    /// Logto's user name policy.
    pub username_policy: Option<Value>,
    /// `factors`, `policy`.
    pub mfa: Option<Value>,
    /// `maxAttempts`, `lockoutDuration` (minutes).
    pub sentinel_policy: Option<Value>,
    /// Where pages go that nobody is expected on.
    pub unknown_session_redirect_url: Option<String>,
    /// Shown to suspended users.
    pub support_email: Option<String>,
    /// Shown to suspended users.
    pub support_website_url: Option<String>,
    /// Styles that are put into every page.
    pub custom_css: Option<String>,
}

/// An API resource.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "Resource")]
pub struct ResourceSeed {
    /// For people; the indicator when left out.
    pub name: Option<String>,
    /// Scopes (permissions): name → description.
    #[schemars(with = "BTreeMap<String, String>")]
    pub scopes: IndexMap<String, String>,
    /// Whether it is meant when a request names none.
    pub is_default: bool,
    /// Seconds a token for it is good for; 3600 when left out.
    pub access_token_ttl: Option<i64>,
}

/// A role.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "Role")]
pub struct RoleSeed {
    /// For people; the name when left out.
    pub description: Option<String>,
    /// `User` (when left out) or `MachineToMachine`.
    #[schemars(with = "Option<String>")]
    pub r#type: Option<RoleType>,
    /// Whether new users get it.
    pub is_default: bool,
    /// Resource indicator → names of its scopes.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub scopes: Keyed<Vec<Spanned<String>>>,
}

/// A role of the organization template.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "OrganizationRole")]
pub struct OrganizationRoleSeed {
    /// For people.
    pub description: Option<String>,
    /// `User` (when left out) or `MachineToMachine`.
    #[schemars(with = "Option<String>")]
    pub r#type: Option<RoleType>,
    /// Names of organization scopes; made by being named.
    pub scopes: Vec<String>,
    /// Resource indicator → names of its scopes.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub resource_scopes: Keyed<Vec<Spanned<String>>>,
}

/// An organization.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "Organization")]
pub struct OrganizationSeed {
    /// For people; the id when left out.
    pub name: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// Anything.
    pub custom_data: Map<String, Value>,
    /// Whether members need a second factor.
    pub is_mfa_required: bool,
    /// User id → names of organization roles.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub members: Keyed<Vec<Spanned<String>>>,
    /// Application id → names of organization roles.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub applications: Keyed<Vec<Spanned<String>>>,
}
