//! Whether a value is as expected.

use regex::Regex;
use serde_json::Value as Json;

use super::address;
use crate::expectation::{Matcher, Value};

/// How a place understands a plain value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The value is exactly this.
    Whole,
    /// The text holds this; white space is folded.
    Part,
    /// The address is this, whatever more its query holds.
    Address,
}

/// Whether a value is as expected; `None` means that there is no value.
pub fn fits(matcher: &Matcher<String>, actual: Option<&Json>, reading: Reading) -> bool {
    match matcher {
        Matcher::Present => actual.is_some(),
        Matcher::Absent => actual.is_none(),
        Matcher::Not(inner) => !fits(inner, actual, reading),
        Matcher::All(all) => all.iter().all(|one| fits(one, actual, reading)),
        Matcher::OneOf(values) => {
            actual.is_some_and(|actual| values.iter().any(|value| is(value, actual, reading)))
        }
        Matcher::Is(value) => actual.is_some_and(|actual| is(value, actual, reading)),
        Matcher::Equals(value) => actual.is_some_and(|actual| same(&value.json(), actual)),
        Matcher::Contains(text) => actual.is_some_and(|actual| contains(actual, text, reading)),
        Matcher::StartsWith(text) => text_of(actual).is_some_and(|actual| actual.starts_with(text)),
        Matcher::EndsWith(text) => text_of(actual).is_some_and(|actual| actual.ends_with(text)),
        Matcher::Matches(pattern) => text_of(actual).is_some_and(|actual| {
            Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(&actual))
        }),
    }
}

fn is(expected: &Value<String>, actual: &Json, reading: Reading) -> bool {
    match (reading, expected, actual) {
        (Reading::Part, Value::Text(text), Json::String(_)) => contains(actual, text, reading),
        (Reading::Address, Value::Text(text), Json::String(url)) => address::fits(text, url),
        (Reading::Whole | Reading::Part | Reading::Address, _, _) => same(&expected.json(), actual),
    }
}

/// Equal, where a number and its text are the same: headers and parameters are always texts.
fn same(expected: &Json, actual: &Json) -> bool {
    match (expected, actual) {
        (Json::Array(expected), Json::Array(actual)) => {
            expected.len() == actual.len()
                && expected
                    .iter()
                    .zip(actual)
                    .all(|(expected, actual)| same(expected, actual))
        }
        (Json::Object(expected), Json::Object(actual)) => {
            expected.len() == actual.len()
                && expected
                    .iter()
                    .all(|(name, value)| actual.get(name).is_some_and(|actual| same(value, actual)))
        }
        (Json::String(text), plain @ (Json::Number(_) | Json::Bool(_)))
        | (plain @ (Json::Number(_) | Json::Bool(_)), Json::String(text)) => {
            let plain = plain.to_string();
            *text == plain
        }
        (expected, actual) => expected == actual,
    }
}

fn contains(actual: &Json, text: &str, reading: Reading) -> bool {
    match actual {
        Json::Array(items) => {
            let text = Json::from(text);
            items.iter().any(|item| same(&text, item))
        }
        Json::Object(members) => members.contains_key(text),
        Json::String(whole) if reading == Reading::Part => fold(whole).contains(&fold(text)),
        Json::String(whole) => whole.contains(text),
        Json::Null | Json::Bool(_) | Json::Number(_) => actual.to_string().contains(text),
    }
}

fn text_of(actual: Option<&Json>) -> Option<String> {
    actual.map(|actual| match actual {
        Json::String(text) => text.clone(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
            actual.to_string()
        }
    })
}

/// White space as one blank: line breaks on a page are a matter of its width.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
