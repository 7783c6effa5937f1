//! What may be said of the policies of a sign-in experience, column by column.

use serde_json::{Map, Value, json};

use crate::logto::api::{Members, Said};

type Object = Map<String, Value>;

/// What is on or off, where it is said.
pub(super) fn options(m: &mut Members<'_>, names: &[&str]) -> Option<Object> {
    let mut said = Said::default();
    for name in names {
        said.put(name, m.optional(name, Members::boolean));
    }
    Some(said.members())
}

/// `captchaPolicy`.
pub(super) fn captcha(m: &mut Members<'_>) -> Option<Object> {
    options(m, &["enabled"])
}

/// `passkeySignIn`.
pub(super) fn passkeys(m: &mut Members<'_>) -> Option<Object> {
    options(m, &["enabled", "showPasskeyButton", "allowAutofill"])
}

/// `sentinelPolicy`: attempts within an hour, and minutes.
pub(super) fn sentinel(m: &mut Members<'_>) -> Option<Object> {
    let mut said = Said::default();
    for name in ["maxAttempts", "lockoutDuration"] {
        said.put(name, m.optional(name, Members::number));
    }
    Some(said.members())
}

/// `verificationCodePolicy`: seconds and attempts.
pub(super) fn verification_codes(m: &mut Members<'_>) -> Option<Object> {
    let mut said = Said::default();
    for (name, least, most) in [
        ("expirationDuration", 60, 3600),
        ("maxRetryAttempts", 1, 100),
    ] {
        let value = m.optional(name, |m, key| m.integer(key, least, most));
        said.put(name, value);
    }
    Some(said.members())
}

/// `emailBlocklistPolicy`.
pub(super) fn blocklist(m: &mut Members<'_>) -> Option<Object> {
    let flags = options(m, &["blockDisposableAddresses", "blockSubaddressing"]);
    let mut said = Said::default();
    let name = "customBlocklist";
    said.put(name, m.optional(name, Members::strings));
    let mut policy = flags?;
    policy.extend(said.members());
    Some(policy)
}

/// `passwordPolicy`: groups, each with what is left out filled in later.
pub(super) fn passwords(m: &mut Members<'_>) -> Option<Object> {
    let mut said = Said::default();
    let length = m.optional_object("length", |m| {
        let mut said = Said::default();
        for name in ["min", "max"] {
            let value = m.optional(name, |m, key| m.integer(key, 1, i64::MAX));
            said.put(name, value);
        }
        Some(said.members())
    });
    said.put("length", length);
    let types = m.optional_object("characterTypes", |m| {
        let mut said = Said::default();
        said.put("min", m.optional("min", |m, key| m.integer(key, 1, 4)));
        Some(said.members())
    });
    said.put("characterTypes", types);
    let rejects = m.optional_object("rejects", |m| {
        let flags = options(m, &["pwned", "repetitionAndSequence", "userInfo"]);
        let mut said = Said::default();
        said.put("words", m.optional("words", Members::strings));
        let mut rejects = flags?;
        rejects.extend(said.members());
        Some(rejects)
    });
    said.put("rejects", rejects);
    Some(said.members())
}

/// `usernamePolicy`: all of it, and such that there are usernames. As Zod has it, that is asked too where a number is out
/// of its bounds, but not where something is missing.
pub(super) fn usernames(m: &mut Members<'_>) -> Option<Value> {
    let case_sensitive = m.boolean("caseSensitive");
    let lengths = ["minLength", "maxLength"].map(|name| {
        m.integer(name, 1, 128);
        m.raw(name).and_then(Value::as_f64)
    });
    let allowed = m.object("allowedChars", |m| {
        let names = ["lowercase", "uppercase", "numbers", "underscore"];
        let members = names.map(|name| m.boolean(name).map(|on| (name, on)));
        members.into_iter().collect::<Option<Vec<_>>>()
    });
    let (case_sensitive, allowed) = (case_sensitive?, allowed?);
    let [Some(least), Some(most)] = lengths else {
        return None;
    };
    if least > most {
        m.refuse("maxLength", "Minimum length cannot exceed maximum length.");
    }
    if allowed.iter().all(|(name, on)| *name == "numbers" || !on) {
        m.refuse(
            "allowedChars",
            "At least one of lowercase, uppercase, or underscore must be enabled. Usernames cannot start with a \
             number, so numbers alone are not allowed.",
        );
    }
    let allowed = allowed
        .into_iter()
        .map(|(name, on)| (name.to_owned(), on.into()));
    Some(json!({
        "caseSensitive": case_sensitive, "minLength": m.raw("minLength"), "maxLength": m.raw("maxLength"),
        "allowedChars": Value::Object(allowed.collect()),
    }))
}

/// `passwordExpiration`: off, or after so many days.
pub(super) fn expiration(m: &mut Members<'_>, key: &str) -> Option<Object> {
    m.one_of(
        key,
        &[
            |m| {
                let mut said = Said::default();
                let off = m.optional("enabled", |m, key| m.literal_boolean(key, false));
                said.put("enabled", off);
                Some(said.members())
            },
            |m| {
                let mut said = Said::default();
                said.put("enabled", m.literal_boolean("enabled", true).map(Some));
                let days = m.integer("validPeriodDays", 1, i64::MAX);
                said.put("validPeriodDays", days.map(Some));
                let since = m.optional("enabledAt", |m, key| m.integer(key, 0, i64::MAX));
                said.put("enabledAt", since);
                Some(said.members())
            },
        ],
    )
}

/// `customUiAssets`: which, and since when.
pub(super) fn assets(m: &mut Members<'_>) -> Option<Value> {
    let id = m.string("id");
    let created = m.number("createdAt");
    Some(json!({"id": id?, "createdAt": created?}))
}

/// `signUpProfileFields`: which of the custom ones are asked for.
pub(super) fn profile_fields(m: &mut Members<'_>, key: &str) -> Option<Vec<Value>> {
    m.list(key, |m| Some(json!({"name": m.string("name")?})))
}
