//! Expectations and values in words.

use serde_json::Value as Json;

use super::compare::Reading;
use crate::expectation::{Matcher, Target, Value};

/// A longer text is cut.
const LONGEST: usize = 300;

/// What a matcher asks for: `contains "openid"`.
pub(super) fn matcher_words(matcher: &Matcher<String>, reading: Reading) -> String {
    match matcher {
        Matcher::Present => "to be there".to_owned(),
        Matcher::Absent => "not to be there".to_owned(),
        Matcher::Is(value) => match reading {
            Reading::Part => format!("to contain {}", value_words(value)),
            Reading::Whole | Reading::Address => format!("to be {}", value_words(value)),
        },
        Matcher::Equals(value) => format!("to be exactly {}", value_words(value)),
        Matcher::Contains(text) => format!("to contain {text:?}"),
        Matcher::StartsWith(text) => format!("to start with {text:?}"),
        Matcher::EndsWith(text) => format!("to end with {text:?}"),
        Matcher::Matches(pattern) => format!("to match /{pattern}/"),
        Matcher::OneOf(values) => {
            let values: Vec<_> = values.iter().map(value_words).collect();
            format!("to be one of {}", values.join(", "))
        }
        Matcher::Not(inner) => format!("not {}", matcher_words(inner, reading)),
        Matcher::All(all) => {
            let all: Vec<_> = all.iter().map(|one| matcher_words(one, reading)).collect();
            all.join(" and ")
        }
    }
}

fn value_words(value: &Value<String>) -> String {
    short(&value.json().to_string())
}

/// A value as it was found.
pub(super) fn json_words(value: Option<&Json>) -> String {
    value.map_or_else(|| "not there".to_owned(), |value| short(&value.to_string()))
}

pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A target: `the link "Sign in"`.
pub fn target_words(target: &Target<String>) -> String {
    match target {
        Target::Called(name) => format!("{name:?}"),
        Target::Role {
            role,
            name: Some(name),
        } => format!("{role} {name:?}"),
        Target::Role { role, name: None } => role.clone(),
        Target::Css(selector) => format!("css={selector}"),
    }
}
