//! Judging JSON as Logto's Zod guards do, down to the error that tells what is wrong.

use serde_json::{Map, Value, json};

/// An object under judgement. Its members are asked for one by one; what is wrong with them is collected.
#[derive(Debug)]
pub struct Guard<'a> {
    members: Option<&'a Map<String, Value>>,
    path: Vec<Value>,
    issues: Vec<Value>,
}

impl<'a> Guard<'a> {
    /// Judges a value that should be an object.
    pub fn object(value: &'a Value) -> Self {
        let members = value.as_object();
        let issues = match members {
            Some(_) => Vec::new(),
            None => vec![invalid_type("object", kind(Some(value)), &[])],
        };
        Self {
            members,
            path: Vec::new(),
            issues,
        }
    }

    /// Judges members that are known to be an object's.
    pub fn members(members: &'a Map<String, Value>) -> Self {
        Self {
            members: Some(members),
            path: Vec::new(),
            issues: Vec::new(),
        }
    }

    /// A member that must be text.
    pub fn string(&mut self, name: &str) -> &'a str {
        let value = self.get(name);
        if let Some(text) = value.and_then(Value::as_str) {
            return text;
        }
        self.wrong_type("string", name, value);
        ""
    }

    /// A member that may be left out but must be text if it is there.
    pub fn optional_string(&mut self, name: &str) -> Option<&'a str> {
        self.get(name)?;
        Some(self.string(name)).filter(|_| self.issues.is_empty())
    }

    /// A member that may be left out or null.
    pub fn nullish_string(&mut self, name: &str) -> Option<&'a str> {
        match self.get(name)? {
            Value::Null => None,
            _ => self.optional_string(name),
        }
    }

    /// A member that must be one of these texts.
    pub fn choice(&mut self, name: &str, choices: &[&str]) -> &'a str {
        let value = self.get(name);
        let wanted: Vec<_> = choices.iter().map(|c| format!("'{c}'")).collect();
        let wanted = wanted.join(" | ");
        let Some(text) = value.and_then(Value::as_str) else {
            self.wrong_type(&wanted, name, value);
            return "";
        };
        if !choices.contains(&text) {
            let message = format!("Invalid enum value. Expected {wanted}, received '{text}'");
            self.push(json!({
                "received": text,
                "code": "invalid_enum_value",
                "options": choices,
                "path": self.at(name),
                "message": message,
            }));
        }
        text
    }

    /// A member that may be left out but must be one of these texts if it is there.
    pub fn optional_choice(&mut self, name: &str, choices: &[&str]) -> Option<&'a str> {
        self.get(name)?;
        Some(self.choice(name, choices))
    }

    /// A member that may be left out but must be this very text if it is there.
    pub fn optional_literal(&mut self, name: &str, literal: &str) {
        let value = self.get(name).filter(|value| *value != literal);
        if let Some(value) = value {
            self.push(json!({
                "received": value,
                "code": "invalid_literal",
                "expected": literal,
                "path": self.at(name),
                "message": format!("Invalid literal value, expected \"{literal}\""),
            }));
        }
    }

    /// A member that must be a list of objects, each judged by `judge`.
    pub fn list(&mut self, name: &str, mut judge: impl FnMut(&mut Guard<'a>)) {
        let value = self.get(name);
        let Some(items) = value.and_then(Value::as_array) else {
            return self.wrong_type("array", name, value);
        };
        for (place, item) in items.iter().enumerate() {
            let mut path = self.at(name);
            path.push(place.into());
            let mut guard = Guard::object(item);
            if guard.members.is_none() {
                guard.issues = vec![invalid_type("object", kind(Some(item)), &path)];
            }
            guard.path = path;
            judge(&mut guard);
            self.issues.append(&mut guard.issues);
        }
    }

    /// A member that may be left out but must be true or false if it is there.
    pub fn optional_bool(&mut self, name: &str) -> Option<bool> {
        let value = self.get(name)?;
        let truth = value.as_bool();
        if truth.is_none() {
            self.wrong_type("boolean", name, Some(value));
        }
        truth
    }

    /// A member that must be an object: judged by `judge`, with its place in the errors.
    pub fn nested<T>(&mut self, name: &str, judge: impl FnOnce(&mut Guard<'a>) -> T) -> Option<T> {
        let value = self.get(name);
        let Some(members) = value.and_then(Value::as_object) else {
            self.wrong_type("object", name, value);
            return None;
        };
        let mut guard = Guard {
            members: Some(members),
            path: self.at(name),
            issues: Vec::new(),
        };
        let judged = judge(&mut guard);
        self.issues.append(&mut guard.issues);
        Some(judged)
    }

    /// A member that may be left out but must be an object of texts if it is there.
    pub fn optional_texts(&mut self, name: &str) -> Vec<(String, String)> {
        if self.get(name).is_none() {
            return Vec::new();
        }
        let texts = self.nested(name, |guard| {
            let names: Vec<&String> = guard.members.into_iter().flat_map(Map::keys).collect();
            let pairs = names.into_iter();
            pairs
                .map(|name| (name.clone(), guard.string(name).to_owned()))
                .collect()
        });
        texts.unwrap_or_default()
    }

    /// The judgement: Zod's error when anything was wrong.
    pub fn finish(self) -> Result<(), Value> {
        if self.issues.is_empty() {
            Ok(())
        } else {
            Err(json!({ "issues": self.issues, "name": "ZodError" }))
        }
    }

    /// A member as it is.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.and_then(|members| members.get(name))
    }

    fn at(&self, name: &str) -> Vec<Value> {
        let mut path = self.path.clone();
        path.push(name.into());
        path
    }

    fn wrong_type(&mut self, expected: &str, name: &str, value: Option<&Value>) {
        let issue = invalid_type(expected, kind(value), &self.at(name));
        self.push(issue);
    }

    /// Where there is no object at all, its members are not missed.
    fn push(&mut self, issue: Value) {
        if self.members.is_some() {
            self.issues.push(issue);
        }
    }
}

fn invalid_type(expected: &str, received: &str, path: &[Value]) -> Value {
    let message = match received {
        "undefined" => "Required".to_owned(),
        received => format!("Expected {expected}, received {received}"),
    };
    json!({
        "code": "invalid_type",
        "expected": expected,
        "received": received,
        "path": path,
        "message": message,
    })
}

fn kind(value: Option<&Value>) -> &'static str {
    match value {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_zods() {
        let value = json!({ "a": 1, "b": null });
        let mut guard = Guard::object(&value);
        let (_, _) = (guard.string("a"), guard.string("c"));
        assert_eq!(guard.nullish_string("b"), None);
        insta::assert_snapshot!(guard.finish().unwrap_err(), @r#"{"issues":[{"code":"invalid_type","expected":"string","received":"number","path":["a"],"message":"Expected string, received number"},{"code":"invalid_type","expected":"string","received":"undefined","path":["c"],"message":"Required"}],"name":"ZodError"}"#);

        let mut guard = Guard::object(&Value::Null);
        guard.string("a");
        insta::assert_snapshot!(guard.finish().unwrap_err(), @r#"{"issues":[{"code":"invalid_type","expected":"object","received":"null","path":[],"message":"Expected object, received null"}],"name":"ZodError"}"#);
    }

    #[test]
    fn what_is_right_passes() {
        let value = json!({ "a": "x", "n": { "k": "v" }, "c": "json" });
        let mut guard = Guard::object(&value);
        assert_eq!(guard.string("a"), "x");
        assert_eq!(guard.optional_string("b"), None);
        assert_eq!(
            guard.optional_texts("n"),
            [("k".to_owned(), "v".to_owned())]
        );
        assert_eq!(guard.optional_choice("c", &["json"]), Some("json"));
        assert_eq!(guard.finish(), Ok(()));
    }
}
