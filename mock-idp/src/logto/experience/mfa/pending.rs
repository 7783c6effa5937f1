//! Second factors that wait to be stored with their user.

use serde_json::{Map, Value, json};

use crate::{
    base::{clock::Moment, ids::Ids},
    logto::{experience::record::PendingMfa, model::User},
};

/// What submit stores of second factors.
#[derive(Clone, Debug, Default)]
pub struct NewFactors {
    /// As the user's `mfaVerifications` keep them.
    verifications: Vec<Value>,
    /// Settings of `logtoConfig.mfa`.
    settings: Map<String, Value>,
    /// Whether the user does not want a passkey.
    passkey_skipped: bool,
}

/// What an experience adds to its user.
pub fn to_store(pending: &PendingMfa, ids: &mut Ids, now: Moment) -> NewFactors {
    let created_at = iso(now);
    let mut verifications = Vec::new();
    if let Some(secret) = &pending.totp {
        verifications.push(json!({
            "id": ids.long(), "createdAt": created_at, "type": "Totp", "key": secret,
            // The code that bound the app does not count again.
            "lastUsedTimeStep": now.seconds().div_euclid(30),
        }));
    }
    if let Some(codes) = &pending.backup_codes {
        let codes: Vec<Value> = codes.iter().map(|code| json!({"code": code})).collect();
        verifications.push(json!({
            "id": ids.long(), "createdAt": created_at, "type": "BackupCode", "codes": codes,
        }));
    }
    let mut settings = Map::new();
    if pending.skipped {
        settings.insert("skipped".into(), true.into());
    }
    if pending.enabled || !verifications.is_empty() {
        settings.insert("enabled".into(), true.into());
    }
    NewFactors {
        verifications,
        settings,
        passkey_skipped: pending.passkey_skipped,
    }
}

impl NewFactors {
    /// Whether there is no new factor.
    pub fn is_empty(&self) -> bool {
        self.verifications.is_empty()
    }

    /// Writes them into the user; backup codes take the place of older ones.
    pub fn store(self, user: &mut User) {
        let codes = self.verifications.iter().any(|v| v["type"] == "BackupCode");
        if codes {
            user.mfa_verifications.retain(|v| v["type"] != "BackupCode");
        }
        user.mfa_verifications.extend(self.verifications);
        if !self.settings.is_empty() {
            set(user, "mfa", self.settings);
        }
        if self.passkey_skipped {
            let skipped = ("skipped".to_owned(), true.into());
            set(user, "passkeySignIn", Map::from_iter([skipped]));
        }
    }
}

/// Adds to an object of the user's settings.
fn set(user: &mut User, name: &str, settings: Map<String, Value>) {
    let entry = user.logto_config.entry(name).or_insert(Value::Null);
    let mut members = entry.as_object().cloned().unwrap_or_default();
    members.extend(settings);
    *entry = Value::Object(members);
}

/// A moment as Logto writes it in JSON data: ISO 8601 with milliseconds.
pub fn iso(moment: Moment) -> String {
    jiff::Timestamp::from_millisecond(moment.millis())
        .map(|timestamp| format!("{timestamp:.3}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_with_milliseconds() {
        assert_eq!(iso(Moment(1_700_000_000_120)), "2023-11-14T22:13:20.120Z");
        assert_eq!(iso(Moment(1_700_000_000_000)), "2023-11-14T22:13:20.000Z");
    }
}
