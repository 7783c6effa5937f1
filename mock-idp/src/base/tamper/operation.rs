//! What is done to a field: one of eight operations, and what each makes of a value.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Map, Number, Value, json};

use super::word;

/// What is done to a field.
///
/// An operation that finds nothing to act on changes nothing; `set`, `append` and `prepend` make the
/// field where it is missing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TamperOperation")]
pub enum Operation {
    /// Puts this value there, in place of any.
    Set(Value),
    /// Adds to the end: text to text, numbers, truth values and null (which become text), an element to a
    /// list.
    Append(Value),
    /// Adds to the beginning, likewise.
    Prepend(Value),
    /// Takes the field out.
    #[schemars(with = "bool")]
    Remove(Yes),
    /// Puts other words into text, wherever they stand.
    Replace(Replace),
    /// Sends the field a second time: a parameter or a member of that name again, an element of a list
    /// again. `true` repeats the value, anything else is what the second one says.
    Duplicate(Value),
    /// The same value as another type.
    Retype(Type),
    /// Adds to a number, or to text that is one.
    Add(Number),
}

/// What [`Operation::Replace`] looks for, and what it puts there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TamperReplace")]
pub struct Replace {
    /// The words to look for.
    pub from: String,
    /// The words to put there.
    pub to: String,
}

/// `true`: the only thing that can be written after a word that needs no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Yes;

impl Serialize for Yes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for Yes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if bool::deserialize(deserializer)? {
            Ok(Self)
        } else {
            Err(de::Error::custom(
                "only `true` can be written here; leave it out otherwise",
            ))
        }
    }
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TamperType")]
pub enum Type {
    /// The value's text.
    String,
    /// The number that the text shows, else 0.
    Number,
    /// False for `false`, null, 0, and text that is empty or `false`; true otherwise.
    Boolean,
    /// A list with the value as its element; a list stays.
    List,
    /// An object with the value as its member `value`; an object stays.
    Object,
    /// Null.
    Null,
}

impl Type {
    const ALL: [(&'static str, Self); 6] = [
        ("string", Self::String),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("list", Self::List),
        ("object", Self::Object),
        ("null", Self::Null),
    ];

    fn of(self, value: &Value) -> Value {
        match self {
            Self::String => text(value).into(),
            Self::Number => match value {
                Value::Number(number) => number.clone().into(),
                Value::Bool(truth) => u8::from(*truth).into(),
                Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                    text(value).parse().map_or(json!(0), Value::Number)
                }
            },
            Self::Boolean => match value {
                Value::Null => false,
                Value::Bool(truth) => *truth,
                Value::Number(number) => number.as_f64() != Some(0.0),
                Value::String(text) => !text.is_empty() && text != "false",
                Value::Array(_) | Value::Object(_) => true,
            }
            .into(),
            Self::List if value.is_array() => value.clone(),
            Self::List => json!([value]),
            Self::Object if value.is_object() => value.clone(),
            Self::Object => json!({ "value": value }),
            Self::Null => Value::Null,
        }
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let found = Self::ALL.iter().find(|(name, _)| *name == written);
        found.map(|(_, kind)| *kind).ok_or_else(|| {
            de::Error::custom(word::unknown(
                "type",
                &written,
                &Self::ALL.map(|(name, _)| name),
            ))
        })
    }
}

impl Operation {
    const NAMES: [&'static str; 8] = [
        "set",
        "append",
        "prepend",
        "remove",
        "replace",
        "duplicate",
        "retype",
        "add",
    ];

    /// The word for it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Set(_) => "set",
            Self::Append(_) => "append",
            Self::Prepend(_) => "prepend",
            Self::Remove(_) => "remove",
            Self::Replace(_) => "replace",
            Self::Duplicate(_) => "duplicate",
            Self::Retype(_) => "retype",
            Self::Add(_) => "add",
        }
    }

    /// Takes a field out.
    pub const fn remove() -> Self {
        Self::Remove(Yes)
    }

    /// Sends a field twice with the same value.
    pub const fn duplicate() -> Self {
        Self::Duplicate(Value::Bool(true))
    }

    /// Whether it changes how many fields there are.
    pub(super) const fn moves(&self) -> bool {
        matches!(self, Self::Remove(_) | Self::Duplicate(_))
    }

    /// What becomes of the value; nothing where there is nothing to act on. `remove` and `duplicate` act on
    /// the place, not on the value: they leave it as it is.
    pub(super) fn on(&self, value: Option<&Value>) -> Option<Value> {
        match (self, value) {
            (Self::Set(new), _) | (Self::Append(new) | Self::Prepend(new), None) => {
                Some(new.clone())
            }
            (Self::Append(new), Some(value)) => joined(value, new, true),
            (Self::Prepend(new), Some(value)) => joined(value, new, false),
            (Self::Replace(words), Some(Value::String(text))) => {
                Some(text.replace(&words.from, &words.to).into())
            }
            (Self::Retype(kind), Some(value)) => Some(kind.of(value)),
            (Self::Add(by), Some(value)) => sum(value, by),
            (Self::Remove(_) | Self::Duplicate(_), Some(value)) => Some(value.clone()),
            (
                Self::Replace(_)
                | Self::Retype(_)
                | Self::Add(_)
                | Self::Remove(_)
                | Self::Duplicate(_),
                _,
            ) => None,
        }
    }
}

/// Text as it is, anything else as JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

fn joined(value: &Value, new: &Value, at_the_end: bool) -> Option<Value> {
    match value {
        Value::Array(items) => {
            let mut items = items.clone();
            items.insert(if at_the_end { items.len() } else { 0 }, new.clone());
            Some(items.into())
        }
        Value::Object(members) => {
            let new = new.as_object()?;
            let (first, then) = if at_the_end {
                (members, new)
            } else {
                (new, members)
            };
            let both: Map<_, _> = first
                .iter()
                .chain(then)
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect();
            Some(both.into())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let (own, new) = (text(value), text(new));
            Some(if at_the_end { own + &new } else { new + &own }.into())
        }
    }
}

/// Whole numbers stay whole; where they would leave the range they stay at its end.
fn sum(value: &Value, by: &Number) -> Option<Value> {
    let was: Number = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) => text.parse().ok()?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let sum = match (was.as_i64(), by.as_i64()) {
        (Some(was), Some(by)) => was.saturating_add(by).into(),
        _ => Number::from_f64(was.as_f64()? + by.as_f64()?)?,
    };
    Some(if value.is_string() {
        sum.to_string().into()
    } else {
        sum.into()
    })
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> de::Visitor<'de> for Reader {
    type Value = Operation;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an operation, as {{ {}: … }}",
            Operation::NAMES.join("|")
        )
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Operation, A::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Err(de::Error::custom(format!(
                "an operation is missing; there are: {}",
                Operation::NAMES.join(", ")
            )));
        };
        let operation = match name.as_str() {
            "set" => Operation::Set(map.next_value()?),
            "append" => Operation::Append(map.next_value()?),
            "prepend" => Operation::Prepend(map.next_value()?),
            "remove" => Operation::Remove(map.next_value()?),
            "replace" => Operation::Replace(map.next_value()?),
            "duplicate" => Operation::Duplicate(map.next_value()?),
            "retype" => Operation::Retype(map.next_value()?),
            "add" => Operation::Add(map.next_value()?),
            other => {
                return Err(de::Error::custom(word::unknown(
                    "operation",
                    other,
                    &Operation::NAMES,
                )));
            }
        };
        match map.next_key::<String>()? {
            None => Ok(operation),
            Some(second) => Err(de::Error::custom(format!(
                "`{second}` after `{name}`: a field takes one operation; write a list of changes for several"
            ))),
        }
    }
}

#[cfg(test)]
mod tests;
