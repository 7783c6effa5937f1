//! The second factors, those of the tenant and those of a user.

use serde_json::{Map, Value};

use crate::logto::{
    experience::record::PendingProfile,
    model::{Data, User},
};

/// A kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Logto's factors, by their names")]
pub enum Factor {
    Totp,
    WebAuthn,
    PhoneVerificationCode,
    EmailVerificationCode,
    BackupCode,
}

impl Factor {
    const ALL: [Self; 5] = [
        Self::WebAuthn,
        Self::Totp,
        Self::PhoneVerificationCode,
        Self::EmailVerificationCode,
        Self::BackupCode,
    ];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Totp => "Totp",
            Self::WebAuthn => "WebAuthn",
            Self::PhoneVerificationCode => "PhoneVerificationCode",
            Self::EmailVerificationCode => "EmailVerificationCode",
            Self::BackupCode => "BackupCode",
        }
    }

    /// The factor of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.name() == name)
    }
}

/// The factors that the sign-in experience allows, as it lists them.
pub fn of_tenant(data: &Data) -> Vec<Factor> {
    data.sign_in_experience.mfa["factors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| Factor::of_name(name.as_str()?))
        .collect()
}

/// Those that a person can still bind, in the order in which they are offered: backup codes come with
/// another factor only.
pub fn to_bind(data: &Data) -> Vec<Factor> {
    let allowed = of_tenant(data);
    Factor::ALL
        .into_iter()
        .filter(|factor| *factor != Factor::BackupCode && allowed.contains(factor))
        .collect()
}

/// The factors of a user that the tenant allows: the one used last first, backup codes last. An e-mail
/// address or a phone number, pending ones too, is a factor by itself where the tenant allows it.
pub fn of_user(data: &Data, user: &User, pending: Option<&PendingProfile>) -> Vec<Factor> {
    let allowed = of_tenant(data);
    let mut bound: Vec<(&str, Factor)> = user
        .mfa_verifications
        .iter()
        .filter(|verification| !is_used_up(verification))
        .filter_map(|verification| {
            let factor = Factor::of_name(verification["type"].as_str()?)?;
            let last = verification["lastUsedAt"].as_str().unwrap_or_default();
            Some((last, factor))
        })
        .collect();
    bound.sort_by(|a, b| b.0.cmp(a.0));
    let has_email = user.primary_email.is_some()
        || pending.is_some_and(|profile| profile.primary_email.is_some());
    let has_phone = user.primary_phone.is_some()
        || pending.is_some_and(|profile| profile.primary_phone.is_some());
    let implicit = [
        (Factor::EmailVerificationCode, has_email),
        (Factor::PhoneVerificationCode, has_phone),
    ];
    let implicit = implicit.into_iter().filter(|(_, has)| *has);
    let mut usable = Vec::new();
    for factor in bound
        .into_iter()
        .map(|(_, factor)| factor)
        .chain(implicit.map(|(factor, _)| factor))
    {
        if allowed.contains(&factor) && !usable.contains(&factor) {
            usable.push(factor);
        }
    }
    usable.sort_by_key(|factor| *factor == Factor::BackupCode);
    usable
}

/// Whether these are backup codes that were all used.
fn is_used_up(verification: &Value) -> bool {
    match verification["codes"].as_array() {
        Some(codes) => codes.iter().all(|code| !code["usedAt"].is_null()),
        None => false,
    }
}

/// Names as a JSON list.
pub fn names(factors: &[Factor]) -> Value {
    factors.iter().map(|factor| factor.name()).collect()
}

/// The user's address and number as far as a stranger may see them, for the factors that use them.
pub fn masked_identifiers(user: &User, factors: &[Factor]) -> Value {
    let mut masked = Map::new();
    let mut put = |factor: Factor, value: Option<String>| {
        if let Some(value) = value.filter(|_| factors.contains(&factor)) {
            masked.insert(factor.name().into(), value.into());
        }
    };
    put(
        Factor::EmailVerificationCode,
        user.primary_email.as_deref().map(mask_email),
    );
    put(
        Factor::PhoneVerificationCode,
        user.primary_phone.as_deref().map(mask_phone),
    );
    Value::Object(masked)
}

/// `foob****@example.com`; short names are hidden whole.
fn mask_email(email: &str) -> String {
    let (name, domain) = email.split_once('@').unwrap_or((email, ""));
    let shown = if name.chars().count() > 4 { 4 } else { 0 };
    let start: String = name.chars().take(shown).collect();
    format!("{start}****@{domain}")
}

/// `****1234`.
fn mask_phone(phone: &str) -> String {
    let hidden = phone.chars().count().saturating_sub(4);
    let end: String = phone.chars().skip(hidden).collect();
    format!("****{end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Moment;
    use serde_json::json;

    #[test]
    fn the_factor_used_last_comes_first() {
        let mut data = Data::default();
        data.sign_in_experience.mfa = json!({"factors": ["Totp", "BackupCode", "EmailVerificationCode"], "policy": "NoPrompt"});
        let mut user = User::new("u", Moment(0));
        user.primary_email = Some("foobar@example.com".into());
        user.primary_phone = Some("15550100".into());
        user.mfa_verifications = vec![
            json!({"type": "BackupCode", "codes": [{"code": "a"}], "lastUsedAt": "2026-01-02"}),
            json!({"type": "WebAuthn"}),
            json!({"type": "Totp", "lastUsedAt": "2026-01-01"}),
        ];
        let factors = of_user(&data, &user, None);
        assert_eq!(
            names(&factors),
            json!(["Totp", "EmailVerificationCode", "BackupCode"])
        );
        assert_eq!(
            masked_identifiers(&user, &factors),
            json!({"EmailVerificationCode": "foob****@example.com"})
        );
        user.mfa_verifications[0]["codes"][0]["usedAt"] = "2026-01-02".into();
        assert!(!of_user(&data, &user, None).contains(&Factor::BackupCode));
    }
}
