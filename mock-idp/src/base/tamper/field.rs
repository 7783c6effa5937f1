//! Where in an artefact: a path to one field, or to several.
//!
//! `nonce` · `address.locality` · `keys[0].kid` · `keys[*].kid` (of every element) · `orgs.*.sub` ·
//! `events["http://schemas.openid.net/event/backchannel-logout"]` (a name with dots in it).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A member of an object, or a parameter.
    Name(String),
    /// An element of a list, from 0.
    Index(usize),
    /// Every member or element.
    Every,
}

/// A path into an artefact; it has at least one step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field(Vec<Step>);

impl Field {
    /// Its steps, from the outside in.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

/// Why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no path to a field; write `name`, `outer.inner`, `list[0].name`, `list[*].name` or `outer[\"na.me\"]`"
)]
pub struct NoField(String);

impl FromStr for Field {
    type Err = NoField;

    fn from_str(text: &str) -> Result<Self, NoField> {
        let wrong = || NoField(text.to_owned());
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            if let Some(inner) = rest.strip_prefix('[') {
                let (step, after) = bracket(inner).ok_or_else(wrong)?;
                steps.push(step);
                rest = after;
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                if name.is_empty() || name.contains(']') {
                    return Err(wrong());
                }
                steps.push(match name {
                    "*" => Step::Every,
                    name => Step::Name(name.to_owned()),
                });
                rest = after;
            }
            if rest.is_empty() {
                return Ok(Self(steps));
            }
            match rest.strip_prefix('.') {
                // After a dot comes a name.
                Some(after) if !after.starts_with('[') => rest = after,
                None if rest.starts_with('[') => {}
                Some(_) | None => return Err(wrong()),
            }
        }
    }
}

/// What stands in brackets, and what follows them.
fn bracket(inner: &str) -> Option<(Step, &str)> {
    if let Some(quoted) = inner.strip_prefix('"') {
        let (name, rest) = quoted.split_once("\"]")?;
        return Some((Step::Name(name.to_owned()), rest));
    }
    let (index, rest) = inner.split_once(']')?;
    let step = match index {
        "*" => Step::Every,
        index => Step::Index(index.parse().ok()?),
    };
    Some((step, rest))
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        for step in &self.0 {
            push(&mut path, step);
        }
        f.write_str(&path)
    }
}

/// Goes one step on in the text of a path.
pub(super) fn push(path: &mut String, step: &Step) {
    let dot = if path.is_empty() { "" } else { "." };
    let part = match step {
        Step::Name(name) if name.contains(['.', '[', ']']) || name == "*" || name.is_empty() => {
            format!("[\"{name}\"]")
        }
        Step::Name(name) => format!("{dot}{name}"),
        Step::Index(index) => format!("[{index}]"),
        Step::Every if path.is_empty() => "*".to_owned(),
        Step::Every => "[*]".to_owned(),
    };
    path.push_str(&part);
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let name = |text: &str| Step::Name(text.to_owned());
        for (text, steps, shown) in [
            ("nonce", vec![name("nonce")], "nonce"),
            ("a.b", vec![name("a"), name("b")], "a.b"),
            (
                "keys[0].kid",
                vec![name("keys"), Step::Index(0), name("kid")],
                "keys[0].kid",
            ),
            (
                "keys.*.kid",
                vec![name("keys"), Step::Every, name("kid")],
                "keys[*].kid",
            ),
            ("*", vec![Step::Every], "*"),
            (
                "events[\"http://a.b/c\"]",
                vec![name("events"), name("http://a.b/c")],
                "events[\"http://a.b/c\"]",
            ),
            ("[\"header\"]", vec![name("header")], "header"),
        ] {
            let field: Field = text.parse().unwrap();
            assert_eq!(field.steps(), steps, "{text}");
            assert_eq!(field.to_string(), shown);
        }
        for text in [
            "", ".", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[0]b", "a.[0]", "[\"a\"",
        ] {
            assert!(text.parse::<Field>().is_err(), "{text}");
        }
    }
}
