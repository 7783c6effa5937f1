//! What is remembered of one experience.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::verification::{Kind, Record};
use crate::{
    base::{clock::Moment, store::Table},
    logto::{ApiError, State, model::SocialUser},
    oidc::tx::Store,
};

/// What the person came for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionEvent {
    /// To sign in.
    SignIn,
    /// To make an account.
    Register,
    /// To set a new password.
    ForgotPassword,
}

impl InteractionEvent {
    /// The names that the API takes, in its order.
    pub const NAMES: &'static [&'static str] = &["SignIn", "Register", "ForgotPassword"];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "SignIn",
            Self::Register => "Register",
            Self::ForgotPassword => "ForgotPassword",
        }
    }

    /// The event of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::SignIn, Self::Register, Self::ForgotPassword]
            .into_iter()
            .find(|event| event.name() == name)
    }
}

/// From where the person came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignInContext {
    /// The address of the browser.
    pub ip: Option<String>,
    /// Its name.
    pub user_agent: Option<String>,
}

impl SignInContext {
    /// As the API shows it.
    pub fn to_json(&self) -> Value {
        let mut shown = Map::new();
        if let Some(ip) = &self.ip {
            shown.insert("ip".into(), ip.as_str().into());
        }
        if let Some(user_agent) = &self.user_agent {
            shown.insert("userAgent".into(), user_agent.as_str().into());
        }
        Value::Object(shown)
    }
}

/// A social identity that waits to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct SocialIdentity {
    /// The connector's target: the key among a user's identities.
    pub target: String,
    /// Who it is there.
    pub user: SocialUser,
}

/// What the person told, waiting to be stored: at identification (Register) or at submit.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the members of a user, by their names")]
pub struct PendingProfile {
    pub username: Option<String>,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub password: Option<String>,
    pub name: Option<String>,
    pub avatar: Option<String>,
    pub profile: Map<String, Value>,
    pub custom_data: Map<String, Value>,
    pub social_identity: Option<SocialIdentity>,
    /// Organizations that a one-time token lets the user into.
    pub jit_organization_ids: Vec<String>,
}

impl PendingProfile {
    /// Adds what `other` has, in place of what was there.
    pub fn set(&mut self, other: Self) {
        self.username = other.username.or(self.username.take());
        self.primary_email = other.primary_email.or(self.primary_email.take());
        self.primary_phone = other.primary_phone.or(self.primary_phone.take());
        self.password = other.password.or(self.password.take());
        self.name = other.name.or(self.name.take());
        self.avatar = other.avatar.or(self.avatar.take());
        self.profile.extend(other.profile);
        self.custom_data.extend(other.custom_data);
        self.social_identity = other.social_identity.or(self.social_identity.take());
        if !other.jit_organization_ids.is_empty() {
            self.jit_organization_ids = other.jit_organization_ids;
        }
    }

    /// As the API shows it: without the password.
    fn to_json(&self) -> Value {
        let mut shown = Map::new();
        let texts = [
            ("username", &self.username),
            ("primaryEmail", &self.primary_email),
            ("primaryPhone", &self.primary_phone),
            ("name", &self.name),
            ("avatar", &self.avatar),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                shown.insert(name.into(), text.as_str().into());
            }
        }
        for (name, members) in [
            ("profile", &self.profile),
            ("customData", &self.custom_data),
        ] {
            if !members.is_empty() {
                shown.insert(name.into(), members.clone().into());
            }
        }
        if let Some(identity) = &self.social_identity {
            shown.insert(
                "socialIdentity".into(),
                json!({"target": identity.target, "userInfo": identity.user}),
            );
        }
        Value::Object(shown)
    }
}

/// Second factors that wait to be stored, and what the person said of them.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four answers to four questions"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PendingMfa {
    /// The person does not want a second factor.
    pub skipped: bool,
    /// The person wants one.
    pub enabled: bool,
    /// The person does not want another one.
    pub suggestion_skipped: bool,
    /// The person does not want a passkey.
    pub passkey_skipped: bool,
    /// The secret of an authenticator app.
    pub totp: Option<String>,
    /// Backup codes.
    pub backup_codes: Option<Vec<String>>,
}

impl PendingMfa {
    fn to_json(&self) -> Value {
        let mut shown = Map::new();
        let flags = [
            ("mfaSkipped", self.skipped),
            ("mfaEnabled", self.enabled),
            ("passkeySkipped", self.passkey_skipped),
        ];
        for (name, flag) in flags {
            if flag {
                shown.insert(name.into(), true.into());
            }
        }
        if self.totp.is_some() {
            shown.insert("totp".into(), json!({"type": "Totp"}));
        }
        if self.backup_codes.is_some() {
            shown.insert("backupCode".into(), json!({"type": "BackupCode"}));
        }
        Value::Object(shown)
    }
}

/// An experience: one person's way through one interaction.
#[derive(Clone, Debug)]
pub struct Experience {
    /// What the person came for.
    pub event: InteractionEvent,
    /// Who it is, once identified.
    pub user_id: Option<String>,
    /// What waits to be stored.
    pub profile: PendingProfile,
    /// Second factors that wait to be stored.
    pub mfa: PendingMfa,
    /// At most one of a kind, in the order in which the kinds were first met.
    pub records: Vec<Record>,
    /// Whether a captcha is not asked for: Logto skips it for social and one-time token sign-in.
    pub captcha_skipped: bool,
    /// From where the person came.
    pub context: SignInContext,
}

impl Experience {
    /// A fresh one.
    pub fn new(event: InteractionEvent, context: SignInContext) -> Self {
        Self {
            event,
            user_id: None,
            profile: PendingProfile::default(),
            mfa: PendingMfa::default(),
            records: Vec::new(),
            captcha_skipped: false,
            context,
        }
    }

    /// Keeps a record in place of one of the same kind.
    pub fn keep(&mut self, record: Record) {
        let kind = record.verification.kind();
        match self
            .records
            .iter_mut()
            .find(|old| old.verification.kind() == kind)
        {
            Some(old) => *old = record,
            None => self.records.push(record),
        }
    }

    /// The record of that id, or 404.
    pub fn record(&self, id: &str) -> Result<&Record, ApiError> {
        self.records
            .iter()
            .find(|record| record.id == id)
            .ok_or_else(record_not_found)
    }

    /// The record of that id and kind, to change it, or 404.
    pub fn record_mut(&mut self, kind: Kind, id: &str) -> Result<&mut Record, ApiError> {
        self.records
            .iter_mut()
            .find(|record| record.id == id && record.verification.kind() == kind)
            .ok_or_else(record_not_found)
    }

    /// Who it is, or 404.
    pub fn identified(&self) -> Result<&str, ApiError> {
        self.user_id.as_deref().ok_or_else(not_identified)
    }

    /// As `GET /api/experience/interaction` shows it: nothing secret.
    pub fn to_json(&self) -> Value {
        let mut shown = Map::new();
        shown.insert("interactionEvent".into(), self.event.name().into());
        if let Some(user_id) = &self.user_id {
            shown.insert("userId".into(), user_id.as_str().into());
        }
        shown.insert("profile".into(), self.profile.to_json());
        shown.insert("mfa".into(), self.mfa.to_json());
        shown.insert("verificationRecords".into(), self.shown_records());
        let captcha = json!({"verified": false, "skipped": self.captcha_skipped});
        shown.insert("captcha".into(), captcha);
        shown.insert("signInContext".into(), self.context.to_json());
        Value::Object(shown)
    }

    /// Its verifications, nothing secret.
    pub fn shown_records(&self) -> Value {
        self.records.iter().map(Record::to_json).collect()
    }
}

/// 404: no such verification in this experience.
pub fn record_not_found() -> ApiError {
    ApiError::not_found("session.verification_session_not_found")
}

/// 404: nobody is identified yet.
pub fn not_identified() -> ApiError {
    ApiError::not_found("session.identifier_not_found")
}

/// The experiences of all interactions.
///
/// One that was submitted stays until its interaction is gone: Logto answers a second submit like the
/// first. It goes then, not an hour later, so that finished sign-ins cost no memory.
#[derive(Debug, Default)]
pub struct Experiences {
    rows: Table<Experience>,
    submitted: VecDeque<Box<str>>,
}

impl Experiences {
    /// Puts an experience in, in place of the interaction's last one.
    pub fn insert(&mut self, uid: &str, experience: Experience, until: Moment, now: Moment) {
        self.rows.insert(uid, experience, until, now);
    }

    /// The experience of an interaction.
    pub fn get(&self, uid: &str, now: Moment) -> Option<&Experience> {
        self.rows.get(uid, now)
    }

    /// The experience of an interaction, to change it.
    pub fn get_mut(&mut self, uid: &str, now: Moment) -> Option<&mut Experience> {
        self.rows.get_mut(uid, now)
    }

    /// Forgets the experience of an interaction.
    pub fn remove(&mut self, uid: &str) {
        self.rows.remove(uid);
    }

    /// How many are held.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Remembers that this one may go as soon as its interaction is gone, and clears a few of those away.
    pub fn submitted(&mut self, uid: &str, store: &Store, now: Moment) {
        for _ in 0..4 {
            let Some(old) = self.submitted.pop_front() else {
                break;
            };
            if *old == *uid {
                continue;
            }
            if store.interactions.get(&old, now).is_some() {
                self.submitted.push_back(old);
            } else {
                self.rows.remove(&old);
            }
        }
        self.submitted.push_back(uid.into());
    }
}

/// The experience of an interaction, or 404 when it was not begun.
pub fn of<'a>(state: &'a State, uid: &str, now: Moment) -> Result<&'a Experience, ApiError> {
    state.experiences.get(uid, now).ok_or_else(not_begun)
}

/// The experience of an interaction, to change it, or 404 when it was not begun.
pub fn of_mut<'a>(
    state: &'a mut State,
    uid: &str,
    now: Moment,
) -> Result<&'a mut Experience, ApiError> {
    state.experiences.get_mut(uid, now).ok_or_else(not_begun)
}

fn not_begun() -> ApiError {
    ApiError::not_found("session.interaction_not_found")
}
