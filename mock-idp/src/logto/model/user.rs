//! Users and what hangs on them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::base::clock::Moment;

/// A social identity of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The subject at the other provider.
    pub user_id: String,
    /// What the connector learnt: `id`, `avatar`, `email`, `name`, `rawData`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Map<String, Value>>,
}

/// An identity from enterprise single sign-on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SsoIdentity {
    /// Always `default` here.
    pub tenant_id: String,
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// The issuer.
    pub issuer: String,
    /// The subject there.
    pub identity_id: String,
    /// What the connector learnt.
    pub detail: Map<String, Value>,
    /// When it was linked, in milliseconds.
    pub created_at: Moment,
    /// The connector.
    pub sso_connector_id: String,
}

/// A password as the mock keeps it.
#[derive(Clone, Debug, PartialEq)]
pub enum Password {
    /// Typed by someone. A mock keeps it in plain text and says so.
    Plain(String),
    /// Imported: algorithm name (`Argon2i`, `Bcrypt`, `MD5`, …) and digest.
    Digest {
        /// Logto's name of the algorithm.
        algorithm: String,
        /// The digest as given.
        digest: String,
    },
}

/// A user. Serialising gives the members of the Management API's answers.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Its id, `sub` of its tokens.
    pub id: String,
    /// Sign-in name.
    pub username: Option<String>,
    /// E-mail address.
    pub primary_email: Option<String>,
    /// Phone number: international digits without `+`.
    pub primary_phone: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Picture address.
    pub avatar: Option<String>,
    /// Anything.
    pub custom_data: Map<String, Value>,
    /// Social identities by connector target.
    pub identities: IndexMap<String, Identity>,
    /// Last sign-in, in milliseconds.
    pub last_sign_in_at: Option<Moment>,
    /// When it was made, in milliseconds.
    pub created_at: Moment,
    /// Last change, in milliseconds.
    pub updated_at: Moment,
    /// OpenID Connect profile claims with Logto's names: `familyName`, `givenName`, `address`, …
    pub profile: Map<String, Value>,
    /// The application it registered through.
    pub application_id: Option<String>,
    /// Suspended users cannot sign in.
    pub is_suspended: bool,
    /// Kept back; the API shows `hasPassword`.
    #[serde(skip)]
    pub password: Option<Password>,
    /// Kept back: whether the password must be changed at the next sign-in.
    #[serde(skip)]
    pub is_password_expired: bool,
    /// Kept back: roles.
    #[serde(skip)]
    pub role_ids: Vec<String>,
    /// Kept back: enterprise identities.
    #[serde(skip)]
    pub sso_identities: Vec<SsoIdentity>,
    /// Kept back: second factors, as the Management API lists them plus their secrets.
    #[serde(skip)]
    pub mfa_verifications: Vec<Value>,
    /// Kept back: `mfa` and `passkeySignIn` settings of `logto-configs`.
    #[serde(skip)]
    pub logto_config: Map<String, Value>,
    /// Kept back: personal access tokens, as the Management API lists them.
    #[serde(skip)]
    pub personal_access_tokens: Vec<Value>,
}

impl User {
    /// A user with an id and nothing else.
    pub fn new(id: impl Into<String>, now: Moment) -> Self {
        Self {
            id: id.into(),
            username: None,
            primary_email: None,
            primary_phone: None,
            name: None,
            avatar: None,
            custom_data: Map::new(),
            identities: IndexMap::new(),
            last_sign_in_at: None,
            created_at: now,
            updated_at: now,
            profile: Map::new(),
            application_id: None,
            is_suspended: false,
            password: None,
            is_password_expired: false,
            role_ids: Vec::new(),
            sso_identities: Vec::new(),
            mfa_verifications: Vec::new(),
            logto_config: Map::new(),
            personal_access_tokens: Vec::new(),
        }
    }

    /// What webhooks and members' lists show: all members but those kept back.
    pub fn to_info(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The answer of the user endpoints: all members, then `hasPassword`.
    pub fn to_api(&self) -> Value {
        let mut body = self.to_info();
        if let Some(body) = body.as_object_mut() {
            body.insert("hasPassword".into(), self.password.is_some().into());
        }
        body
    }
}
