//! One mistake in some input, as Zod tells it.

use serde_json::{Map, Value, json};

/// One mistake.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Issue {
    /// Zod's code.
    pub(super) code: &'static str,
    /// What is wrong, for people.
    pub(super) message: String,
    /// Where.
    pub(super) path: Vec<Value>,
    /// More members, by the code.
    pub(super) more: Map<String, Value>,
}

impl Issue {
    /// Whether a value of the right type is wrong, and no member missing or of another type.
    pub(super) fn is_of_value(&self) -> bool {
        match self.code {
            "invalid_string" | "too_small" | "too_big" | "custom" | "unrecognized_keys" => true,
            // A number, if not a whole one.
            "invalid_type" => self.more.get("received").is_some_and(|it| it == "float"),
            _ => false,
        }
    }

    pub(super) fn to_json(&self) -> Value {
        let mut issue = Map::new();
        issue.insert("code".into(), self.code.into());
        issue.extend(self.more.clone());
        issue.insert("path".into(), self.path.clone().into());
        issue.insert("message".into(), self.message.as_str().into());
        Value::Object(issue)
    }

    /// The line of `details`.
    pub(super) fn line(&self) -> String {
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

/// Zod's error with these issues.
pub(super) fn zod_error(issues: &[Issue]) -> Value {
    let issues: Vec<Value> = issues.iter().map(Issue::to_json).collect();
    json!({"issues": issues, "name": "ZodError"})
}

/// Texts to choose from.
pub(super) fn alternatives(options: &[&str]) -> String {
    let quoted: Vec<String> = options.iter().map(|option| format!("'{option}'")).collect();
    quoted.join(" | ")
}

/// A value of another type than expected, or none.
pub(super) fn invalid_type(path: Vec<Value>, expected: &str, received: Option<&Value>) -> Issue {
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
