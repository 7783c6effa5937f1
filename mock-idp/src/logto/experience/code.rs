//! Codes sent by e-mail and SMS.

use serde_json::{Value, json};

use super::{
    audit, blocklist,
    identifier::Identifier,
    record::{self, InteractionEvent},
    sentinel::{self, Pool},
    verification::{Kind, Record, Verification},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        inbox::{Channel, Message},
        model::{
            Data,
            sign_in_experience::{IdentifierType, SignInMode},
        },
    },
};

/// So many messages may go to one recipient in ten minutes.
const SENDS: usize = 10;
const SENDS_WINDOW: i64 = 600;

/// A code that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SentCode {
    /// To whom.
    pub identifier: Identifier,
    /// Logto's template: what the code is for.
    pub template: &'static str,
    /// The code; gone when it was used.
    pub code: Option<String>,
    /// From when on it no longer counts.
    pub expires_at: Moment,
    /// Wrong tries so far.
    pub tries: u64,
    /// Whether it was given back.
    pub verified: bool,
}

/// Sends a code for signing in, registering, resetting a password or binding an identifier; answers the id
/// of the verification.
///
/// 501 `connector.not_found` without a connector for the channel, 400 `connector.template_not_found`,
/// 429 `request.message_rate_limited`, 422 `session.email_blocklist.…` for a registration.
pub fn send_code(
    state: &mut State,
    uid: &str,
    identifier: &Identifier,
    event: InteractionEvent,
    now: Moment,
) -> Result<String, ApiError> {
    let kind = kind_of(identifier, false);
    let action = format!("Verification.{}.Create", kind.name());
    audit::recorded(state, uid, now, &action, |state| {
        let experience = record::of(state, uid, now)?;
        let template = match event {
            _ if experience.user_id.is_some() => "BindNewIdentifier",
            InteractionEvent::SignIn => "SignIn",
            InteractionEvent::Register => "Register",
            InteractionEvent::ForgotPassword => "ForgotPassword",
        };
        if event == InteractionEvent::Register && identifier.kind == IdentifierType::Email {
            let policy = &state.data.sign_in_experience.email_blocklist_policy;
            blocklist::guard(policy, &identifier.value)?;
        }
        let deliver = !must_exist(&state.data, event) || identifier.user(&state.data).is_some();
        let sent = send(state, identifier, template, deliver, now)?;
        keep(state, uid, Verification::Code(sent), now)
    })
}

/// Sends a code to the identified user's own address or number, as a second factor.
///
/// 404 while nobody is identified, 400 when the user has no such identifier.
pub fn send_mfa_code(
    state: &mut State,
    uid: &str,
    kind: IdentifierType,
    now: Moment,
) -> Result<String, ApiError> {
    let user_id = record::of(state, uid, now)?.identified()?.to_owned();
    let user = state.data.users.get(&user_id);
    let value = user.and_then(|user| match kind {
        IdentifierType::Email => user.primary_email.clone(),
        IdentifierType::Phone => user.primary_phone.clone(),
        IdentifierType::Username => None,
    });
    let Some(value) = value else {
        return Err(ApiError::bad_request("session.mfa.mfa_factor_not_enabled"));
    };
    let identifier = Identifier::new(kind, value);
    let kind = kind_of(&identifier, true);
    let action = format!("Verification.{}.Create", kind.name());
    audit::recorded(state, uid, now, &action, |state| {
        let sent = send(state, &identifier, "MfaVerification", true, now)?;
        keep(state, uid, Verification::MfaCode(sent), now)
    })
}

/// Takes a code back; answers the id of the verification.
///
/// 404 for an unknown verification, 400 `verification_code.…` for a code that is not right.
pub fn verify_code(
    state: &mut State,
    uid: &str,
    identifier: &Identifier,
    verification_id: &str,
    code: &str,
    now: Moment,
) -> Result<String, ApiError> {
    let kind = kind_of(identifier, false);
    let target = identifier.value.clone();
    let check = |state: &mut State| check(state, uid, kind, identifier, verification_id, code, now);
    let action = format!("Verification.{}.Submit", kind.name());
    audit::recorded(state, uid, now, &action, |state| {
        record::of_mut(state, uid, now)?.record_mut(kind, verification_id)?;
        sentinel::watched(state, Pool::SignIn, &target, now, check)?;
        Ok(verification_id.to_owned())
    })
}

/// Takes a code of a second factor back; answers the id of the verification.
pub fn verify_mfa_code(
    state: &mut State,
    uid: &str,
    kind: IdentifierType,
    verification_id: &str,
    code: &str,
    now: Moment,
) -> Result<String, ApiError> {
    let kind = kind_of(&Identifier::new(kind, ""), true);
    let action = format!("Verification.{}.Submit", kind.name());
    audit::recorded(state, uid, now, &action, |state| {
        let experience = record::of_mut(state, uid, now)?;
        let user_id = experience.identified()?.to_owned();
        let record = experience.record_mut(kind, verification_id)?;
        let Verification::MfaCode(sent) = &record.verification else {
            return Err(record::record_not_found());
        };
        let identifier = sent.identifier.clone();
        sentinel::watched(state, Pool::MfaCode, &user_id, now, |state| {
            check(state, uid, kind, &identifier, verification_id, code, now)
        })?;
        Ok(verification_id.to_owned())
    })
}

fn check(
    state: &mut State,
    uid: &str,
    kind: Kind,
    identifier: &Identifier,
    verification_id: &str,
    code: &str,
    now: Moment,
) -> Result<(), ApiError> {
    let max_tries = max_tries(&state.data);
    let record = record::of_mut(state, uid, now)?.record_mut(kind, verification_id)?;
    match &mut record.verification {
        Verification::Code(sent) | Verification::MfaCode(sent) => {
            sent.take_back(identifier, code, max_tries, now)
        }
        Verification::Password(_)
        | Verification::Social(_)
        | Verification::NewPasswordIdentity { .. }
        | Verification::OneTimeToken { .. }
        | Verification::Totp(_)
        | Verification::BackupCode(_) => Err(refusal("not_found")),
    }
}

fn refusal(name: &str) -> ApiError {
    ApiError::bad_request(format!("verification_code.{name}"))
}

/// How many wrong tries a code allows.
pub fn max_tries(data: &Data) -> u64 {
    let policy = &data.sign_in_experience.verification_code_policy;
    policy["maxRetryAttempts"].as_u64().unwrap_or(10)
}

impl SentCode {
    /// Takes the code back; 400 `verification_code.…` when it is not right.
    pub fn take_back(
        &mut self,
        identifier: &Identifier,
        code: &str,
        max_tries: u64,
        now: Moment,
    ) -> Result<(), ApiError> {
        let refuse = |name| Err(refusal(name));
        let Some(right) = &self.code else {
            return refuse("not_found");
        };
        if self.identifier != *identifier {
            return refuse(match identifier.kind {
                IdentifierType::Phone => "phone_mismatch",
                IdentifierType::Email | IdentifierType::Username => "email_mismatch",
            });
        }
        if self.expires_at <= now {
            return refuse("expired");
        }
        if self.tries >= max_tries {
            return refuse("exceed_max_try");
        }
        if right != code {
            self.tries += 1;
            return refuse("code_mismatch");
        }
        self.code = None;
        self.verified = true;
        Ok(())
    }
}

/// Whether the recipient must be a known user for a message to go out.
fn must_exist(data: &Data, event: InteractionEvent) -> bool {
    match event {
        InteractionEvent::ForgotPassword => true,
        InteractionEvent::SignIn => data.sign_in_experience.sign_in_mode == SignInMode::SignIn,
        InteractionEvent::Register => false,
    }
}

fn kind_of(identifier: &Identifier, mfa: bool) -> Kind {
    match (identifier.kind, mfa) {
        (IdentifierType::Phone, false) => Kind::PhoneVerificationCode,
        (IdentifierType::Phone, true) => Kind::MfaPhoneVerificationCode,
        (IdentifierType::Email | IdentifierType::Username, false) => Kind::EmailVerificationCode,
        (IdentifierType::Email | IdentifierType::Username, true) => Kind::MfaEmailVerificationCode,
    }
}

fn keep(
    state: &mut State,
    uid: &str,
    verification: Verification,
    now: Moment,
) -> Result<String, ApiError> {
    let id = state.ids.long();
    record::of_mut(state, uid, now)?.keep(Record {
        id: id.clone(),
        verification,
    });
    Ok(id)
}

/// Makes a code and puts it in the inbox, if it is to be delivered.
pub fn send(
    state: &mut State,
    identifier: &Identifier,
    template: &'static str,
    deliver: bool,
    now: Moment,
) -> Result<SentCode, ApiError> {
    let channel = match identifier.kind {
        IdentifierType::Phone => Channel::Sms,
        IdentifierType::Email | IdentifierType::Username => Channel::Email,
    };
    guard_connector(&state.data, channel, template)?;
    if !state.sends.allow(&identifier.value, now) {
        return Err(ApiError::new(
            http::StatusCode::TOO_MANY_REQUESTS,
            "request.message_rate_limited",
        ));
    }
    let code = state.ids.digits(6);
    if deliver {
        state.inbox.deliver(Message {
            to: identifier.value.clone(),
            channel,
            r#type: template.to_owned(),
            code: Some(code.clone()),
            link: None,
            at: now,
        });
    }
    let policy = &state.data.sign_in_experience.verification_code_policy;
    let lifetime = policy["expirationDuration"].as_i64().unwrap_or(600);
    Ok(SentCode {
        identifier: identifier.clone(),
        template,
        code: Some(code),
        expires_at: now.plus_seconds(lifetime),
        tries: 0,
        verified: false,
    })
}

/// 501 without a connector for the channel; 400 when it has no template for this kind of message.
fn guard_connector(data: &Data, channel: Channel, template: &str) -> Result<(), ApiError> {
    let kind = channel.connector();
    let connector = data
        .connectors
        .iter()
        .find(|connector| super::connector::kind(connector) == kind)
        .ok_or_else(|| {
            ApiError::new(http::StatusCode::NOT_IMPLEMENTED, "connector.not_found")
                .with("type", kind.name())
        })?;
    let fits = |item: &Value| item["usageType"] == template || item["usageType"] == "Generic";
    match connector.config.get("templates").and_then(Value::as_array) {
        Some(templates) if !templates.iter().any(fits) => {
            Err(ApiError::bad_request("connector.template_not_found")
                .with_data(json!({"message": format!("template not found for type: {template}")})))
        }
        _ => Ok(()),
    }
}

/// How many messages went to whom of late.
#[derive(Debug, Default)]
pub struct Sends(crate::base::store::Table<Vec<Moment>>);

impl Sends {
    /// Counts a message, unless the recipient has had too many.
    fn allow(&mut self, to: &str, now: Moment) -> bool {
        let mut sent = self.0.remove(to).unwrap_or_default();
        let start = now.plus_seconds(-SENDS_WINDOW);
        sent.retain(|at| *at > start);
        let allowed = sent.len() < SENDS;
        if allowed {
            sent.push(now);
        }
        self.0.insert(to, sent, now.plus_seconds(SENDS_WINDOW), now);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_messages_in_ten_minutes() {
        let mut sends = Sends::default();
        let now = Moment::from_seconds(0);
        assert!((0..SENDS).all(|_| sends.allow("a@b.example", now)));
        assert!(!sends.allow("a@b.example", now.plus_seconds(599)));
        assert!(sends.allow("c@d.example", now));
        assert!(sends.allow("a@b.example", now.plus_seconds(600)));
    }
}
