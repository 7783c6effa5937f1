//! The tenant's sign-in experience: which ways in there are, and how the pages look.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a sign-in identifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdentifierType {
    /// A user name.
    Username,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

impl IdentifierType {
    /// The names that the API takes, in its order.
    pub const NAMES: &'static [&'static str] = &["username", "email", "phone"];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// The identifier of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Username, Self::Email, Self::Phone]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// One way to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInMethod {
    /// By which identifier.
    pub identifier: IdentifierType,
    /// Whether with a password.
    pub password: bool,
    /// Whether with a code.
    pub verification_code: bool,
    /// Whether the password is asked for first.
    pub is_password_primary: bool,
}

/// Whether people may sign in, register, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInMode {
    /// No registration.
    SignIn,
    /// Registration only.
    Register,
    /// Both.
    SignInAndRegister,
}

/// The sign-in experience, member by member as Logto's table has them. Members that the mock only
/// stores and hands back are kept as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[expect(missing_docs, reason = "the columns of Logto's table, by their names")]
pub struct SignInExperience {
    #[serde(skip_deserializing)]
    pub tenant_id: &'static str,
    #[serde(skip_deserializing)]
    pub id: &'static str,
    pub color: Value,
    pub branding: Value,
    pub hide_logto_branding: bool,
    pub language_info: Value,
    pub terms_of_use_url: Option<String>,
    pub privacy_policy_url: Option<String>,
    pub agree_to_terms_policy: String,
    pub sign_in: SignIn,
    pub sign_up: Value,
    pub social_sign_in: Value,
    pub social_sign_in_connector_targets: Vec<String>,
    pub sign_in_mode: SignInMode,
    pub custom_css: Option<String>,
    pub custom_content: Value,
    pub custom_ui_assets: Value,
    pub custom_ui_csp: Value,
    pub password_policy: Value,
    pub mfa: Value,
    pub adaptive_mfa: Value,
    pub single_sign_on_enabled: bool,
    pub support_email: Option<String>,
    pub support_website_url: Option<String>,
    pub unknown_session_redirect_url: Option<String>,
    pub captcha_policy: Value,
    pub sentinel_policy: Value,
    pub email_blocklist_policy: Value,
    pub verification_code_policy: Value,
    pub forgot_password_methods: Value,
    pub passkey_sign_in: Value,
    pub sign_up_profile_fields: Value,
    pub password_expiration: Value,
    pub username_policy: Value,
}

/// The ways to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// In the order in which they are offered.
    pub methods: Vec<SignInMethod>,
}

impl Default for SignInExperience {
    /// What a fresh Logto has: user name and password, sign-in and registration.
    fn default() -> Self {
        Self {
            tenant_id: "default",
            id: "default",
            color: json!({"primaryColor": "#6139F6", "isDarkModeEnabled": false, "darkPrimaryColor": "#8768F8"}),
            branding: json!({"logoUrl": "https://logto.io/logo.svg", "darkLogoUrl": "https://logto.io/logo-dark.svg"}),
            hide_logto_branding: false,
            language_info: json!({"autoDetect": true, "fallbackLanguage": "en"}),
            terms_of_use_url: None,
            privacy_policy_url: None,
            agree_to_terms_policy: "Automatic".into(),
            sign_in: SignIn {
                methods: vec![SignInMethod {
                    identifier: IdentifierType::Username,
                    password: true,
                    verification_code: false,
                    is_password_primary: true,
                }],
            },
            sign_up: json!({"identifiers": ["username"], "password": true, "verify": false}),
            social_sign_in: json!({}),
            social_sign_in_connector_targets: Vec::new(),
            sign_in_mode: SignInMode::SignInAndRegister,
            custom_css: None,
            custom_content: json!({}),
            custom_ui_assets: Value::Null,
            custom_ui_csp: json!({}),
            password_policy: json!({}),
            mfa: json!({"factors": [], "policy": "UserControlled"}),
            adaptive_mfa: json!({"enabled": false}),
            single_sign_on_enabled: false,
            support_email: None,
            support_website_url: None,
            unknown_session_redirect_url: None,
            captcha_policy: json!({}),
            sentinel_policy: json!({}),
            email_blocklist_policy: json!({}),
            verification_code_policy: json!({}),
            forgot_password_methods: json!([]),
            passkey_sign_in: json!({}),
            sign_up_profile_fields: Value::Null,
            password_expiration: json!({}),
            username_policy: json!({
                "caseSensitive": true, "minLength": 1, "maxLength": 128,
                "allowedChars": {"lowercase": true, "uppercase": true, "numbers": true, "underscore": true},
            }),
        }
    }
}
