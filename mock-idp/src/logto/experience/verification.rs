//! The ways to prove something, and what is kept of each.

use serde_json::{Map, Value, json};

use super::{code::SentCode, identifier::Identifier};
use crate::logto::model::{SocialUser, sign_in_experience::IdentifierType};

/// The kinds of verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Logto's verification types, by their names")]
pub enum Kind {
    Password,
    EmailVerificationCode,
    PhoneVerificationCode,
    MfaEmailVerificationCode,
    MfaPhoneVerificationCode,
    Social,
    NewPasswordIdentity,
    OneTimeToken,
    Totp,
    BackupCode,
}

impl Kind {
    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::EmailVerificationCode => "EmailVerificationCode",
            Self::PhoneVerificationCode => "PhoneVerificationCode",
            Self::MfaEmailVerificationCode => "MfaEmailVerificationCode",
            Self::MfaPhoneVerificationCode => "MfaPhoneVerificationCode",
            Self::Social => "Social",
            Self::NewPasswordIdentity => "NewPasswordIdentity",
            Self::OneTimeToken => "OneTimeToken",
            Self::Totp => "Totp",
            Self::BackupCode => "BackupCode",
        }
    }
}

/// A verification with its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// 21 characters; a new verification of the same kind has a new one.
    pub id: String,
    /// What is kept of it.
    pub verification: Verification,
}

/// What is kept of a verification.
#[derive(Clone, Debug, PartialEq)]
pub enum Verification {
    /// The right password was given.
    Password(Identifier),
    /// A code was sent to an address or number.
    Code(SentCode),
    /// A code was sent to the user's address or number as a second factor.
    MfaCode(SentCode),
    /// The person was sent to another provider.
    Social(Social),
    /// A user name and a password for a new account.
    NewPasswordIdentity {
        /// The user name, not taken when it was given.
        username: String,
        /// The password, good enough for the policy.
        password: String,
    },
    /// A one-time token was given, and is consumed.
    OneTimeToken {
        /// The address it was made for.
        email: String,
        /// Organizations that it lets the user into.
        jit_organization_ids: Vec<String>,
    },
    /// A code of an authenticator app, or the set-up of one.
    Totp(Totp),
    /// A backup code, or new ones.
    BackupCode(BackupCode),
}

/// A visit to another provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Social {
    /// The connector.
    pub connector_id: String,
    /// What the connector wanted to remember; taken at the first return.
    pub session: Option<Value>,
    /// Who came back.
    pub user: Option<SocialUser>,
}

/// An authenticator app.
#[derive(Clone, Debug, PartialEq)]
pub struct Totp {
    /// A new secret, when one is set up.
    pub new_secret: Option<String>,
    /// Whether a right code was given.
    pub verified: bool,
}

/// Backup codes.
#[derive(Clone, Debug, PartialEq)]
pub struct BackupCode {
    /// New codes, when they are made.
    pub new_codes: Option<Vec<String>>,
    /// The code that was given and is right.
    pub used: Option<String>,
}

impl Verification {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Password(_) => Kind::Password,
            Self::Code(code) => match code.identifier.kind {
                IdentifierType::Phone => Kind::PhoneVerificationCode,
                IdentifierType::Email | IdentifierType::Username => Kind::EmailVerificationCode,
            },
            Self::MfaCode(code) => match code.identifier.kind {
                IdentifierType::Phone => Kind::MfaPhoneVerificationCode,
                IdentifierType::Email | IdentifierType::Username => Kind::MfaEmailVerificationCode,
            },
            Self::Social(_) => Kind::Social,
            Self::NewPasswordIdentity { .. } => Kind::NewPasswordIdentity,
            Self::OneTimeToken { .. } => Kind::OneTimeToken,
            Self::Totp(_) => Kind::Totp,
            Self::BackupCode(_) => Kind::BackupCode,
        }
    }

    /// The e-mail address that it speaks of: enterprise domains and the blocklist look at it.
    pub fn email(&self) -> Option<&str> {
        match self {
            Self::Password(identifier) => {
                (identifier.kind == IdentifierType::Email).then_some(identifier.value.as_str())
            }
            Self::Code(code) => (code.identifier.kind == IdentifierType::Email)
                .then_some(code.identifier.value.as_str()),
            Self::OneTimeToken { email, .. } => Some(email),
            Self::Social(social) => social.user.as_ref()?.email.as_deref(),
            Self::MfaCode(_)
            | Self::NewPasswordIdentity { .. }
            | Self::Totp(_)
            | Self::BackupCode(_) => None,
        }
    }
}

impl Record {
    /// As the API shows it: without codes, passwords, secrets and connector sessions.
    pub fn to_json(&self) -> Value {
        let mut shown = Map::new();
        let mut put = |name: &str, value: Value| shown.insert(name.into(), value);
        put("id", self.id.as_str().into());
        put("type", self.verification.kind().name().into());
        match &self.verification {
            Verification::Password(identifier) => {
                put("identifier", identifier.to_json());
                put("verified", true.into());
            }
            Verification::Code(code) | Verification::MfaCode(code) => {
                put("templateType", code.template.into());
                put("identifier", code.identifier.to_json());
                put("verified", code.verified.into());
            }
            Verification::Social(social) => {
                put("connectorId", social.connector_id.as_str().into());
                if let Some(user) = &social.user {
                    put("socialUserInfo", json!(user));
                }
            }
            Verification::NewPasswordIdentity { username, .. } => {
                let identifier = Identifier::new(IdentifierType::Username, username.as_str());
                put("identifier", identifier.to_json());
            }
            Verification::OneTimeToken { email, .. } => {
                let identifier = Identifier::new(IdentifierType::Email, email.as_str());
                put("identifier", identifier.to_json());
                put("verified", true.into());
            }
            Verification::Totp(totp) => {
                put("verified", totp.verified.into());
            }
            Verification::BackupCode(_) => {}
        }
        Value::Object(shown)
    }
}
