//! More shapes of members: numbers, addresses, lists, what may be null.

use serde_json::{Value, json};
use url::Url;

use super::{Issue, Members, alternatives, invalid_type, zod_error};

impl Members<'_> {
    /// A member that a rule of Logto's own does not accept, in its words.
    pub fn refuse(&mut self, key: &str, message: &str) {
        self.note(key, "custom", message.to_owned(), &Value::Null);
    }

    /// No members but these.
    pub fn nothing_but(&mut self, names: &[&str]) {
        let unknown = self
            .object
            .keys()
            .filter(|key| !names.contains(&key.as_str()));
        let unknown: Vec<&String> = unknown.collect();
        if unknown.is_empty() {
            return;
        }
        let quoted: Vec<String> = unknown.iter().map(|key| format!("'{key}'")).collect();
        let message = format!("Unrecognized key(s) in object: {}", quoted.join(", "));
        let more = json!({ "keys": unknown });
        self.issues.push(Issue {
            code: "unrecognized_keys",
            message,
            path: self.path.clone(),
            more: more.as_object().cloned().unwrap_or_default(),
        });
    }

    /// An object of texts, as JSON.
    pub fn object_of_texts(&mut self, key: &str) -> Option<Value> {
        let texts = self.texts(key)?.into_iter();
        let members = texts.map(|(name, text)| (name, Value::from(text)));
        Some(Value::Object(members.collect()))
    }

    /// An object that may be missing, read by `read`: nothing inside when it is.
    pub fn optional_object<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Members<'_>) -> Option<T>,
    ) -> Option<Option<T>> {
        self.optional(key, |m, key| m.object(key, read))
    }

    /// A member that may be null: nothing inside when it is.
    pub fn nullable<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.raw(key) {
            Some(Value::Null) => Some(None),
            Some(_) | None => read(self, key).map(Some),
        }
    }

    /// A member that may be missing or null.
    pub fn nullish<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<Option<Option<T>>> {
        self.optional(key, |m, key| m.nullable(key, read))
    }

    /// A text that a rule of Logto's own accepts.
    pub fn accepted(&mut self, key: &str, rule: impl FnOnce(&str) -> bool) -> Option<String> {
        let text = self.string(key)?;
        if rule(&text) {
            return Some(text);
        }
        self.note(key, "custom", "Invalid input".into(), &Value::Null);
        None
    }

    /// An absolute address.
    pub fn url(&mut self, key: &str) -> Option<String> {
        let text = self.string(key)?;
        if Url::parse(&text).is_ok() {
            return Some(text);
        }
        let more = json!({"validation": "url"});
        self.note(key, "invalid_string", "Invalid url".into(), &more);
        None
    }

    /// An e-mail address as Zod checks it.
    pub fn email(&mut self, key: &str, rule: impl FnOnce(&str) -> bool) -> Option<String> {
        let text = self.string(key)?;
        if rule(&text) {
            return Some(text);
        }
        let more = json!({"validation": "email"});
        self.note(key, "invalid_string", "Invalid email".into(), &more);
        None
    }

    /// An absolute address or nothing at all.
    pub fn url_or_empty(&mut self, key: &str) -> Option<String> {
        self.or_empty(key, Self::url)
    }

    /// What `read` accepts, or the empty text. What is no text is neither of them, and both say so.
    pub fn or_empty(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<String>,
    ) -> Option<String> {
        let value = self.raw(key).cloned();
        if let Some(Value::String(text)) = value {
            return if text.is_empty() {
                Some(text)
            } else {
                read(self, key)
            };
        }
        let path = self.path(key);
        let literal = json!({
            "received": value, "code": "invalid_literal", "expected": "", "path": path,
            "message": "Invalid literal value, expected \"\"",
        });
        let text = invalid_type(path, "string", value.as_ref());
        let literal = json!({"issues": [literal], "name": "ZodError"});
        let more = json!({"unionErrors": [zod_error(&[text]), literal]});
        self.note(key, "invalid_union", "Invalid input".into(), &more);
        None
    }

    /// A text of a length within bounds.
    pub fn sized(&mut self, key: &str, least: usize, most: usize) -> Option<String> {
        let text = if least > 0 {
            self.filled(key)?
        } else {
            self.string(key)?
        };
        if text.encode_utf16().count() <= most {
            return Some(text);
        }
        let more = json!({"maximum": most, "type": "string", "inclusive": true, "exact": false});
        let message = format!("String must contain at most {most} character(s)");
        self.note(key, "too_big", message, &more);
        None
    }

    /// Any number.
    pub fn number(&mut self, key: &str) -> Option<Value> {
        if let Some(number @ Value::Number(_)) = self.raw(key) {
            Some(number.clone())
        } else {
            self.note_type(key, "number");
            None
        }
    }

    /// A whole number within bounds.
    pub fn integer(&mut self, key: &str, least: i64, most: i64) -> Option<i64> {
        let number = self.number(key)?;
        let Some(whole) = whole(&number) else {
            let more = json!({"expected": "integer", "received": "float"});
            let message = "Expected integer, received float".into();
            self.note(key, "invalid_type", message, &more);
            return None;
        };
        let bound = if whole < least {
            ("too_small", "minimum", "greater", least)
        } else if whole > most {
            ("too_big", "maximum", "less", most)
        } else {
            return Some(whole);
        };
        let (code, member, word, limit) = bound;
        let more = json!({member: limit, "type": "number", "inclusive": true, "exact": false});
        let message = format!("Number must be {word} than or equal to {limit}");
        self.note(key, code, message, &more);
        None
    }

    /// A list of some texts.
    pub fn choices(&mut self, key: &str, options: &[&'static str]) -> Option<Vec<&'static str>> {
        self.items(key, |item| {
            let expected = alternatives(options);
            let Some(text) = item.as_str() else {
                return Err(("invalid_type", String::new(), json!({"expected": expected})));
            };
            options
                .iter()
                .find(|o| **o == text)
                .copied()
                .ok_or_else(|| {
                    let message =
                        format!("Invalid enum value. Expected {expected}, received '{text}'");
                    let more = json!({"received": text, "options": options});
                    ("invalid_enum_value", message, more)
                })
        })
    }

    /// A list of at least one of some texts.
    pub fn some_choices(
        &mut self,
        key: &str,
        options: &[&'static str],
    ) -> Option<Vec<&'static str>> {
        let chosen = self.choices(key, options)?;
        self.nonempty(key, chosen)
    }

    /// A list of texts that a rule of Logto's own accepts.
    pub fn accepted_strings(
        &mut self,
        key: &str,
        rule: impl Fn(&str) -> bool,
    ) -> Option<Vec<String>> {
        self.items(key, |item| match item.as_str() {
            None => Err(("invalid_type", String::new(), json!({"expected": "string"}))),
            Some(text) if rule(text) => Ok(text.to_owned()),
            Some(_) => Err(("custom", "Invalid input".into(), Value::Null)),
        })
    }

    /// A list of texts with at least one character each: ids, mostly.
    pub fn filled_strings(&mut self, key: &str) -> Option<Vec<String>> {
        self.items(key, |item| match item.as_str() {
            None => Err(("invalid_type", String::new(), json!({"expected": "string"}))),
            Some("") => {
                let more =
                    json!({"minimum": 1, "type": "string", "inclusive": true, "exact": false});
                let message = "String must contain at least 1 character(s)".into();
                Err(("too_small", message, more))
            }
            Some(text) => Ok(text.to_owned()),
        })
    }

    /// The same with at least one text.
    pub fn some_strings(&mut self, key: &str) -> Option<Vec<String>> {
        let texts = self.filled_strings(key)?;
        self.nonempty(key, texts)
    }

    fn nonempty<T>(&mut self, key: &str, items: Vec<T>) -> Option<Vec<T>> {
        if !items.is_empty() {
            return Some(items);
        }
        let more = json!({"minimum": 1, "type": "array", "inclusive": true, "exact": false});
        let message = "Array must contain at least 1 element(s)".into();
        self.note(key, "too_small", message, &more);
        None
    }

    fn items<T>(
        &mut self,
        key: &str,
        judge: impl Fn(&Value) -> Result<T, (&'static str, String, Value)>,
    ) -> Option<Vec<T>> {
        let Some(Value::Array(items)) = self.object.get(key) else {
            self.note_type(key, "array");
            return None;
        };
        let before = self.issues.len();
        let mut found = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let mut path = self.path(key);
            path.push(index.into());
            match judge(item) {
                Ok(good) => found.push(good),
                Err(("invalid_type", _, more)) => {
                    let expected = more["expected"].as_str().unwrap_or_default();
                    self.issues.push(invalid_type(path, expected, Some(item)));
                }
                Err((code, message, more)) => self.issues.push(Issue {
                    code,
                    message,
                    path,
                    more: more.as_object().cloned().unwrap_or_default(),
                }),
            }
        }
        (self.issues.len() == before).then_some(found)
    }
}

/// JavaScript takes 2.0 for a whole number.
fn whole(number: &Value) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|f| f.fract() == 0.0)?;
        format!("{float:.0}").parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Part, read};
    use serde_json::{Value, json};

    fn told(value: &Value) -> String {
        let result = read(Part::Body, value, |m| {
            let url = m.nullish("url", super::super::Members::url_or_empty);
            let days = m.optional("days", |m, key| m.integer(key, 1, 180));
            let kinds = m.optional("kinds", |m, key| m.choices(key, &["A", "B"]));
            let uris = m.optional("uris", |m, key| {
                m.accepted_strings(key, |uri| uri.contains(':'))
            });
            let name = m.optional("name", |m, key| m.sized(key, 1, 3));
            let parts = m.optional("parts", |m, key| m.list(key, |m| m.string("a")));
            let ids = m.optional("ids", super::super::Members::some_strings);
            Some((url?, days?, kinds?, uris?, name?, parts?, ids?))
        });
        match result {
            Ok(value) => format!("{value:?}"),
            Err(error) => error.details.unwrap_or_default(),
        }
    }

    #[test]
    fn mistakes_are_told_as_zod_tells_them() {
        let lines: Vec<String> = [
            json!({}),
            json!({"url": "", "days": 2.0, "kinds": ["A"], "uris": ["a:b"], "name": "abc", "parts": [{"a": "1"}]}),
            json!({"url": "x", "days": 1.5, "kinds": ["C", 1], "uris": ["a", 1], "name": "abcd", "parts": [{}, 1], "ids": ["a", "", 1]}),
            json!({"url": null, "days": 181, "kinds": "A", "name": "", "parts": {}, "ids": []}),
        ]
        .iter()
        .map(told)
        .collect();
        insta::assert_snapshot!(lines.join("\n\n"));
    }
}
