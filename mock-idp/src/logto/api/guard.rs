//! Checking input: what is wrong is told as Zod tells it, with the path of each mistake.
//!
//! A reader asks for the members one after the other; every mistake is noted, and the input is refused at
//! the end if there was any. Members that nobody asks for are ignored.

use serde_json::{Map, Value, json};

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

/// One mistake.
#[derive(Clone, Debug, PartialEq)]
struct Issue {
    /// Zod's code.
    code: &'static str,
    /// What is wrong, for people.
    message: String,
    /// Where.
    path: Vec<Value>,
    /// More members, by the code.
    more: Map<String, Value>,
}

impl Issue {
    fn to_json(&self) -> Value {
        let mut issue = Map::new();
        issue.insert("code".into(), self.code.into());
        issue.extend(self.more.clone());
        issue.insert("path".into(), self.path.clone().into());
        issue.insert("message".into(), self.message.as_str().into());
        Value::Object(issue)
    }

    /// The line of `details`.
    fn line(&self) -> String {
        let path: Vec<String> = self
            .path
            .iter()
            .map(|step| {
                step.as_str()
                    .map_or_else(|| step.to_string(), str::to_owned)
            })
            .collect();
        let path = path.join(".");
        let text = |name: &str| {
            self.more
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let message = if self.code == "invalid_type" {
            format!(
                "Expected {} but received {}.",
                text("expected"),
                text("received")
            )
        } else {
            self.message.clone()
        };
        format!("Error in key path \"{path}\": ({}) {message}", self.code)
    }
}

/// Reads an object; 400 `guard.invalid_input` with all that is wrong.
pub fn read<T>(
    part: Part,
    value: &Value,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> Result<T, ApiError> {
    let mut issues = Vec::new();
    let result =
        Members::of(value, Vec::new(), &mut issues).and_then(|mut members| read(&mut members));
    match result {
        Some(result) if issues.is_empty() => Ok(result),
        _ => Err(refusal(part, &issues)),
    }
}

fn refusal(part: Part, issues: &[Issue]) -> ApiError {
    let lines: Vec<String> = issues.iter().map(Issue::line).collect();
    let issues: Vec<Value> = issues.iter().map(Issue::to_json).collect();
    ApiError::bad_request("guard.invalid_input")
        .with("type", part.name())
        .with_data(json!({"issues": issues, "name": "ZodError"}))
        .with_details(lines.join("\n"))
}

/// The members of an object, while they are read. Every reader answers nothing when it noted a mistake.
#[derive(Debug)]
pub struct Members<'a> {
    members: &'a Map<String, Value>,
    path: Vec<Value>,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Members<'a> {
    fn of(value: &'a Value, path: Vec<Value>, issues: &'a mut Vec<Issue>) -> Option<Self> {
        if let Value::Object(members) = value {
            return Some(Self {
                members,
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
        let issue = invalid_type(self.path(key), expected, self.members.get(key));
        self.issues.push(issue);
    }

    fn note(&mut self, key: &str, code: &'static str, message: String, more: Value) {
        let more = match more {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let path = self.path(key);
        self.issues.push(Issue {
            code,
            message,
            path,
            more,
        });
    }

    /// Whether the member is there at all.
    pub fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// A text.
    pub fn string(&mut self, key: &str) -> Option<String> {
        match self.members.get(key) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => {
                self.note_type(key, "string");
                None
            }
        }
    }

    /// A text of a certain shape.
    pub fn matching(&mut self, key: &str, shape: impl FnOnce(&str) -> bool) -> Option<String> {
        let text = self.string(key)?;
        if shape(&text) {
            return Some(text);
        }
        let more = json!({"validation": "regex"});
        self.note(key, "invalid_string", "Invalid".into(), more);
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
        self.note(key, "too_small", message, more);
        None
    }

    /// A yes or no.
    pub fn boolean(&mut self, key: &str) -> Option<bool> {
        let value = self.members.get(key).and_then(Value::as_bool);
        if value.is_none() {
            self.note_type(key, "boolean");
        }
        value
    }

    /// One of some texts.
    pub fn choice(&mut self, key: &str, options: &[&'static str]) -> Option<&'static str> {
        let Some(Value::String(text)) = self.members.get(key) else {
            self.note_type(key, &alternatives(options));
            return None;
        };
        if let Some(option) = options.iter().find(|option| *option == text) {
            return Some(option);
        }
        let expected = alternatives(options);
        let message = format!("Invalid enum value. Expected {expected}, received '{text}'");
        let more = json!({"received": text, "options": options});
        self.note(key, "invalid_enum_value", message, more);
        None
    }

    /// The text that says which kind of object this is.
    pub fn discriminator(&mut self, key: &str, options: &[&'static str]) -> Option<&'static str> {
        let text = self.members.get(key).and_then(Value::as_str);
        if let Some(option) = options.iter().find(|option| Some(**option) == text) {
            return Some(option);
        }
        let message = format!(
            "Invalid discriminator value. Expected {}",
            alternatives(options)
        );
        let more = json!({"options": options});
        self.note(key, "invalid_union_discriminator", message, more);
        None
    }

    /// The one text that is allowed.
    pub fn literal(&mut self, key: &str, expected: &'static str) -> Option<&'static str> {
        match self.members.get(key) {
            Some(Value::String(text)) if text == expected => Some(expected),
            received => {
                let more = json!({"expected": expected, "received": received});
                let message = format!("Invalid literal value, expected \"{expected}\"");
                self.note(key, "invalid_literal", message, more);
                None
            }
        }
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
        let Some(value) = self.members.get(key) else {
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
        match self.members.get(key) {
            Some(Value::Object(members)) => Some(members.clone()),
            _ => {
                self.note_type(key, "object");
                None
            }
        }
    }

    /// A list of texts.
    pub fn strings(&mut self, key: &str) -> Option<Vec<String>> {
        let Some(Value::Array(items)) = self.members.get(key) else {
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

fn alternatives(options: &[&str]) -> String {
    let quoted: Vec<String> = options.iter().map(|option| format!("'{option}'")).collect();
    quoted.join(" | ")
}

fn invalid_type(path: Vec<Value>, expected: &str, received: Option<&Value>) -> Issue {
    let name = match received {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    };
    let message = match received {
        None => "Required".into(),
        Some(_) => format!("Expected {expected}, received {name}"),
    };
    let mut more = Map::new();
    more.insert("expected".into(), expected.into());
    more.insert("received".into(), name.into());
    Issue {
        code: "invalid_type",
        message,
        path,
        more,
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
            let ids = m.optional("ids", |m, key| m.strings(key));
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
