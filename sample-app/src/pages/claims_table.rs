//! Claims as rows of a table, and times as people say them.

use chrono::DateTime;
use serde_json::{Map, Value};

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The claim's name.
    pub(crate) name: String,
    /// Its value, as text.
    pub(crate) value: String,
    /// What the value means, where it needs saying.
    pub(crate) note: Option<String>,
}

/// The rows of a set of claims, in its order.
pub(crate) fn rows(claims: &Map<String, Value>) -> Vec<Row> {
    claims
        .iter()
        .map(|(name, value)| Row {
            name: name.clone(),
            value: text(value),
            note: note(name, value),
        })
        .collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// The date of a claim that is a time. Logto's `created_at` and `updated_at` count milliseconds.
fn note(name: &str, value: &Value) -> Option<String> {
    let number = value.as_i64()?;
    let time = match name {
        "created_at" | "updated_at" if number > 100_000_000_000 => {
            DateTime::from_timestamp_millis(number)
        }
        "iat" | "exp" | "nbf" | "auth_time" | "created_at" | "updated_at" => {
            DateTime::from_timestamp(number, 0)
        }
        _ => None,
    };
    time.map(|time| time.format("%-d %B %Y, %H:%M:%S UTC").to_string())
}

/// How long something still lasts.
pub(crate) fn remaining(seconds: i64) -> String {
    let unit =
        |count: i64, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
    match seconds {
        ..=0 => "expired".to_owned(),
        1..60 => format!("expires in {}", unit(seconds, "second")),
        60..3600 => format!("expires in {}", unit(seconds / 60, "minute")),
        3600..86_400 => format!("expires in {}", unit(seconds / 3600, "hour")),
        _ => format!("expires in {}", unit(seconds / 86_400, "day")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{remaining, rows};

    #[test]
    fn claims_keep_their_order_and_gain_dates() {
        let claims = json!({
            "sub": "u", "name": null, "email_verified": true, "roles": ["admin"],
            "updated_at": 1_763_856_000_000_i64, "exp": 1_763_856_000, "iat": "soon",
        });
        let rows = rows(claims.as_object().unwrap());
        let text: Vec<_> = rows
            .iter()
            .map(|row| {
                format!(
                    "{}: {} {}",
                    row.name,
                    row.value,
                    row.note.as_deref().unwrap_or("")
                )
            })
            .collect();
        insta::assert_snapshot!(text.join("\n"), @r#"
        sub: u 
        name: — 
        email_verified: true 
        roles: ["admin"] 
        updated_at: 1763856000000 23 November 2025, 00:00:00 UTC
        exp: 1763856000 23 November 2025, 00:00:00 UTC
        iat: soon 
        "#);
    }

    #[test]
    fn times_are_rounded_down() {
        for (seconds, expected) in [
            (-5, "expired"),
            (1, "expires in 1 second"),
            (59, "expires in 59 seconds"),
            (3_599, "expires in 59 minutes"),
            (3_600, "expires in 1 hour"),
            (200_000, "expires in 2 days"),
        ] {
            assert_eq!(remaining(seconds), expected);
        }
    }
}
