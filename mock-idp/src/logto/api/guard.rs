//! Checking input: what is wrong is told as Zod tells it, with the path of each mistake.
//!
//! A reader asks for the members one after the other; every mistake is noted, and the input is refused at
//! the end if there was any. Members that nobody asks for are ignored.

mod said;
mod shapes;
mod union;

pub use said::Said;
pub use union::{Shape, either};

use serde_json::{Map, Value, json};

use super::issue::{Issue, alternatives, invalid_type, zod_error};
use crate::logto::ApiError;

/// Which part of a request is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The body.
    Body,
    /// The query.
    Query,
    /// The path's parameters.
    Params,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Query => "query",
            Self::Params => "params",
        }
    }
}

/// Reads an object; 400 `guard.invalid_input` with all that is wrong.
pub fn read<T>(
    part: Part,
    value: &Value,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> Result<T, ApiError> {
    collect(value, Vec::new(), read).map_err(|issues| refusal(part, &issues))
}

/// Reads an object that is no part of a request: settings, another provider's answer.
///
/// # Errors
///
/// Zod's error: `{issues, name}`.
pub fn judge<T>(
    value: &Value,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> Result<T, Value> {
    collect(value, Vec::new(), read).map_err(|issues| zod_error(&issues))
}

fn collect<T>(
    value: &Value,
    path: Vec<Value>,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> Result<T, Vec<Issue>> {
    let mut issues = Vec::new();
    let result = Members::of(value, path, &mut issues).and_then(|mut members| read(&mut members));
    match result {
        Some(result) if issues.is_empty() => Ok(result),
        _ => Err(issues),
    }
}

fn refusal(part: Part, issues: &[Issue]) -> ApiError {
    let lines: Vec<String> = issues.iter().map(Issue::line).collect();
    ApiError::bad_request("guard.invalid_input")
        .with("type", part.name())
        .with_data(zod_error(issues))
        .with_details(lines.join("\n"))
}

/// The members of an object, while they are read. Every reader answers nothing when it noted a mistake.
#[derive(Debug)]
pub struct Members<'a> {
    object: &'a Map<String, Value>,
    path: Vec<Value>,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Members<'a> {
    fn of(value: &'a Value, path: Vec<Value>, issues: &'a mut Vec<Issue>) -> Option<Self> {
        if let Value::Object(object) = value {
            return Some(Self {
                object,
                path,
                issues,
            });
        }
        issues.push(invalid_type(path, "object", Some(value)));
        None
    }

    fn path(&self, key: &str) -> Vec<Value> {
        let mut path = self.path.clone();
        path.push(key.into());
        path
    }

    fn note_type(&mut self, key: &str, expected: &str) {
        let issue = invalid_type(self.path(key), expected, self.object.get(key));
        self.issues.push(issue);
    }

    fn note(&mut self, key: &str, code: &'static str, message: String, more: &Value) {
        let more = more.as_object().cloned().unwrap_or_default();
        let path = self.path(key);
        self.issues.push(Issue {
            code,
            message,
            path,
            more,
        });
    }

    /// All members, as they are.
    pub fn itself(&self) -> Option<Map<String, Value>> {
        Some(self.object.clone())
    }

    /// Whether the member is there at all.
    pub fn has(&self, key: &str) -> bool {
        self.object.contains_key(key)
    }

    /// A text.
    pub fn string(&mut self, key: &str) -> Option<String> {
        let text = self.object.get(key).and_then(Value::as_str);
        if text.is_none() {
            self.note_type(key, "string");
        }
        text.map(str::to_owned)
    }

    /// The member as it is.
    pub fn raw(&self, key: &str) -> Option<&Value> {
        self.object.get(key)
    }

    /// A text that may be missing or null.
    pub fn nullish_string(&mut self, key: &str) -> Option<Option<String>> {
        match self.object.get(key) {
            None | Some(Value::Null) => Some(None),
            Some(_) => self.string(key).map(Some),
        }
    }

    /// A text of a certain shape.
    pub fn matching(&mut self, key: &str, shape: impl FnOnce(&str) -> bool) -> Option<String> {
        let text = self.string(key)?;
        if shape(&text) {
            return Some(text);
        }
        let more = json!({"validation": "regex"});
        self.note(key, "invalid_string", "Invalid".into(), &more);
        None
    }

    /// A text with at least one character.
    pub fn filled(&mut self, key: &str) -> Option<String> {
        let text = self.string(key)?;
        if !text.is_empty() {
            return Some(text);
        }
        let more = json!({"minimum": 1, "type": "string", "inclusive": true, "exact": false});
        let message = "String must contain at least 1 character(s)".into();
        self.note(key, "too_small", message, &more);
        None
    }

    /// A yes or no.
    pub fn boolean(&mut self, key: &str) -> Option<bool> {
        let value = self.object.get(key).and_then(Value::as_bool);
        if value.is_none() {
            self.note_type(key, "boolean");
        }
        value
    }

    /// One of some texts.
    pub fn choice(&mut self, key: &str, options: &[&'static str]) -> Option<&'static str> {
        let Some(Value::String(text)) = self.object.get(key) else {
            self.note_type(key, &alternatives(options));
            return None;
        };
        if let Some(option) = options.iter().find(|option| *option == text) {
            return Some(option);
        }
        let expected = alternatives(options);
        let message = format!("Invalid enum value. Expected {expected}, received '{text}'");
        let more = json!({"received": text, "options": options});
        self.note(key, "invalid_enum_value", message, &more);
        None
    }

    /// The text that says which kind of object this is.
    pub fn discriminator(&mut self, key: &str, options: &[&'static str]) -> Option<&'static str> {
        let text = self.object.get(key).and_then(Value::as_str);
        if let Some(option) = options.iter().find(|option| Some(**option) == text) {
            return Some(option);
        }
        let message = format!(
            "Invalid discriminator value. Expected {}",
            alternatives(options)
        );
        let more = json!({"options": options});
        self.note(key, "invalid_union_discriminator", message, &more);
        None
    }

    /// The one text that is allowed.
    pub fn literal(&mut self, key: &str, expected: &'static str) -> Option<&'static str> {
        self.exactly(key, &expected.into()).then_some(expected)
    }

    /// On where only that is allowed, or off.
    pub fn literal_boolean(&mut self, key: &str, expected: bool) -> Option<bool> {
        self.exactly(key, &expected.into()).then_some(expected)
    }

    fn exactly(&mut self, key: &str, expected: &Value) -> bool {
        let received = self.object.get(key);
        if received == Some(expected) {
            return true;
        }
        let mut more = json!({"expected": expected});
        if let Some(received) = received {
            more["received"] = received.clone();
        }
        let message = format!("Invalid literal value, expected {expected}");
        self.note(key, "invalid_literal", message, &more);
        false
    }

    /// A member that may be missing: nothing inside when it is.
    pub fn optional<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.has(key) {
            read(self, key).map(Some)
        } else {
            Some(None)
        }
    }

    /// An object, read by `read`.
    pub fn object<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Members<'_>) -> Option<T>,
    ) -> Option<T> {
        let path = self.path(key);
        let Some(value) = self.object.get(key) else {
            self.note_type(key, "object");
            return None;
        };
        let before = self.issues.len();
        let mut members = Members::of(value, path, self.issues)?;
        let result = read(&mut members);
        result.filter(|_| self.issues.len() == before)
    }

    /// An object of anything.
    pub fn anything(&mut self, key: &str) -> Option<Map<String, Value>> {
        let object = self.object.get(key).and_then(Value::as_object);
        if object.is_none() {
            self.note_type(key, "object");
        }
        object.cloned()
    }

    /// An object of texts, in its order.
    pub fn texts(&mut self, key: &str) -> Option<Vec<(String, String)>> {
        self.object(key, |members| {
            let names: Vec<&String> = members.object.keys().collect();
            let pairs = names.into_iter();
            pairs
                .map(|name| Some((name.clone(), members.string(name)?)))
                .collect()
        })
    }

    /// A list of objects, each read by `read`.
    pub fn list<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(&mut Members<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(Value::Array(items)) = self.object.get(key) else {
            self.note_type(key, "array");
            return None;
        };
        let before = self.issues.len();
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let mut path = self.path(key);
            path.push(index.into());
            let members = Members::of(item, path, self.issues);
            list.extend(members.and_then(|mut members| read(&mut members)));
        }
        (self.issues.len() == before).then_some(list)
    }

    /// A list of texts.
    pub fn strings(&mut self, key: &str) -> Option<Vec<String>> {
        let Some(Value::Array(items)) = self.object.get(key) else {
            self.note_type(key, "array");
            return None;
        };
        let before = self.issues.len();
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if let Value::String(text) = item {
                texts.push(text.clone());
            } else {
                let mut path = self.path(key);
                path.push(index.into());
                self.issues.push(invalid_type(path, "string", Some(item)));
            }
        }
        (self.issues.len() == before).then_some(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logto::phrases::Language;

    fn told(value: &Value) -> String {
        let result = read(Part::Body, value, |m| {
            let identifier = m.object("identifier", |m| {
                let kind = m.choice("type", &["email", "phone"]);
                let value = m.matching("value", |v| v.contains('@'));
                Some((kind?, value?))
            });
            let event = m.choice("event", &["SignIn", "Register"]);
            let ids = m.optional("ids", Members::strings);
            Some((identifier?, event?, ids?))
        });
        match result {
            Ok(value) => format!("{value:?}"),
            Err(error) => error.to_json(Language::ENGLISH).to_string(),
        }
    }

    #[test]
    fn every_mistake_is_told_with_its_path() {
        let inputs = [
            json!({}),
            json!({"identifier": {"type": "x", "value": "y"}, "event": 1, "ids": ["a", 2]}),
            json!("text"),
            json!({"identifier": {"type": "email", "value": "a@b"}, "event": "SignIn", "more": 1}),
        ];
        let lines: Vec<String> = inputs.iter().map(told).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
