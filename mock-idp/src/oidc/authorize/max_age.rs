//! `max_age` (OpenID Connect Core section 3.1.2.1).

use super::Asked;
use crate::oidc::{error::Error, tx::Tx};

/// The largest integer that a double holds exactly: what JavaScript calls safe.
const SAFE: f64 = 9_007_199_254_740_991.0;

/// Refuses what is no number of seconds. Zero means `prompt=login`.
pub(super) fn check(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let Some(text) = asked.params.get("max_age") else {
        return Ok(());
    };
    let Some(seconds) = seconds(text) else {
        return Err(
            Error::invalid_request("invalid max_age parameter value").because(format!(
                "max_age `{text}` is no whole number of seconds from 0 up"
            )),
        );
    };
    if seconds == 0 {
        asked.params.remove("max_age");
        if !asked.has_prompt("login") {
            let mut prompts = asked
                .params
                .get("prompt")
                .map(|prompts| format!("{prompts} "))
                .unwrap_or_default();
            prompts.push_str("login");
            asked.params.set("prompt", prompts);
        }
    }
    Ok(())
}

/// The number as JavaScript reads it: blanks around it, `1e3` and `+60` are fine.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole and within the safe range"
)]
pub(super) fn seconds(text: &str) -> Option<i64> {
    let number = text.trim().parse::<f64>().ok()?;
    (number.fract() == 0.0 && (0.0..=SAFE).contains(&number)).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let cases = [
            ("0", Some(0)),
            ("3600", Some(3600)),
            (" 60 ", Some(60)),
            ("1e3", Some(1000)),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("NaN", None),
            ("inf", None),
            ("1e300", None),
        ];
        for (text, expected) in cases {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
