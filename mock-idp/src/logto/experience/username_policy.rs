//! Which user names are good enough.

use serde_json::Value;

use crate::logto::ApiError;

/// Whether the text has the shape of a user name at all: `^[A-Z_a-z]\w*$`.
pub fn has_shape(username: &str) -> bool {
    let mut characters = username.chars();
    characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// 422 `user.username_…` when the user name is not good enough for the tenant's policy.
pub fn guard(policy: &Value, username: &str) -> Result<(), ApiError> {
    let limit = |name: &str, default: u64| policy[name].as_u64().unwrap_or(default);
    let allowed = |name: &str| policy["allowedChars"][name].as_bool().unwrap_or(true);
    let has = |test: fn(&char) -> bool| username.chars().any(|c| test(&c));
    let (min, max) = (limit("minLength", 1), limit("maxLength", 128));
    let length = username.chars().count() as u64;
    let checks = [
        (
            "starts_with_number",
            username.starts_with(|c: char| c.is_ascii_digit()),
        ),
        ("invalid_charset_hard", !has_shape(username)),
        ("too_short", length < min),
        ("too_long", length > max),
        (
            "uppercase_not_allowed",
            !allowed("uppercase") && has(char::is_ascii_uppercase),
        ),
        (
            "lowercase_not_allowed",
            !allowed("lowercase") && has(char::is_ascii_lowercase),
        ),
        (
            "numbers_not_allowed",
            !allowed("numbers") && has(char::is_ascii_digit),
        ),
        (
            "underscore_not_allowed",
            !allowed("underscore") && has(|c| *c == '_'),
        ),
    ];
    match checks.into_iter().find(|(_, broken)| *broken) {
        None => Ok(()),
        Some((name, _)) => Err(ApiError::unprocessable(format!("user.username_{name}"))
            .with("min", min.to_string())
            .with("max", max.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_broken_rule_is_named() {
        let strict = json!({"minLength": 3, "maxLength": 5, "allowedChars": {"uppercase": false, "numbers": false}});
        let cases = [
            (json!({}), "bob_1", None),
            (json!({}), "1bob", Some("user.username_starts_with_number")),
            (
                json!({}),
                "ab-c",
                Some("user.username_invalid_charset_hard"),
            ),
            (strict.clone(), "ab", Some("user.username_too_short")),
            (strict.clone(), "abcdef", Some("user.username_too_long")),
            (
                strict.clone(),
                "aBc",
                Some("user.username_uppercase_not_allowed"),
            ),
            (strict, "ab1", Some("user.username_numbers_not_allowed")),
        ];
        for (policy, username, expected) in cases {
            let code = guard(&policy, username).err().map(|e| e.code.into_owned());
            assert_eq!(code.as_deref(), expected, "{username}");
        }
    }
}
