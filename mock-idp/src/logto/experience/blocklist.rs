//! E-mail addresses that may not make an account.

use serde_json::Value;

use super::verification::Verification;
use crate::logto::{ApiError, model::Data};

/// 422 `session.email_blocklist.…` when the verification's address is on the list.
pub fn guard_email(data: &Data, verification: &Verification) -> Result<(), ApiError> {
    match verification.email() {
        Some(email) => guard(&data.sign_in_experience.email_blocklist_policy, email),
        None => Ok(()),
    }
}

/// 422 when the address is no address, has a part after `+` where that is blocked, or is on the list
/// itself (`name@domain`) or by its domain (`@domain`).
///
/// `blockDisposableAddresses` is kept but not asked: it takes a service outside of the mock.
pub fn guard(policy: &Value, email: &str) -> Result<(), ApiError> {
    let refuse = |name: &str| {
        let code = format!("session.email_blocklist.{name}");
        Err(ApiError::unprocessable(code).with("email", email))
    };
    let listed: Vec<&str> = policy["customBlocklist"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let Some((name, domain)) = email.split_once('@') else {
        return refuse("invalid_email");
    };
    if policy["blockSubaddressing"] == true && name.contains('+') {
        return refuse("email_subaddressing_not_allowed");
    }
    let hit = |entry: &&str| match entry.strip_prefix('@') {
        Some(blocked) => blocked.eq_ignore_ascii_case(domain),
        None => entry.eq_ignore_ascii_case(email),
    };
    if listed.iter().any(hit) {
        return refuse("email_not_allowed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn addresses_and_domains_are_blocked() {
        let policy = json!({"blockSubaddressing": true, "customBlocklist": ["@spam.example", "eve@mail.example"]});
        let cases = [
            ("bob@mail.example", None),
            ("EVE@mail.example", Some("email_not_allowed")),
            ("x@SPAM.example", Some("email_not_allowed")),
            (
                "bob+1@mail.example",
                Some("email_subaddressing_not_allowed"),
            ),
            ("bob", Some("invalid_email")),
        ];
        for (email, expected) in cases {
            let code = guard(&policy, email).err().map(|e| e.code.into_owned());
            let expected = expected.map(|name| format!("session.email_blocklist.{name}"));
            assert_eq!(code, expected, "{email}");
        }
        assert_eq!(guard(&json!({}), "bob+1@mail.example"), Ok(()));
    }
}
