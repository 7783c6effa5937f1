//! Operations on parameters: of a query, a fragment, or a form. What is not changed keeps its spelling.

use serde_json::Value;
use url::form_urlencoded;

use super::{
    field::{Field, Step},
    json::Made,
    operation::{self, Operation, Type},
};

/// Parameters in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parameters(Vec<Pair>);

#[derive(Clone, Debug, PartialEq)]
struct Pair {
    name: String,
    value: String,
    /// How it was spelled, as long as it is unchanged.
    spelled: Option<String>,
}

impl Pair {
    fn new(name: &str, value: String) -> Self {
        Self {
            name: name.to_owned(),
            value,
            spelled: None,
        }
    }
}

impl Parameters {
    /// Takes `a=1&b=2` apart.
    pub(crate) fn parse(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let pair = |spelled: &str| {
            let (name, value) = form_urlencoded::parse(spelled.as_bytes())
                .next()
                .unwrap_or_default();
            Pair {
                name: name.into_owned(),
                value: value.into_owned(),
                spelled: Some(spelled.to_owned()),
            }
        };
        Self(text.split('&').map(pair).collect())
    }

    /// Parameters that are spelled nowhere yet.
    pub(crate) fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let pairs = pairs.into_iter();
        Self(pairs.map(|(name, value)| Pair::new(&name, value)).collect())
    }

    /// Names and values, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|pair| (&*pair.name, &*pair.value))
    }

    /// `a=1&b=2`.
    pub(crate) fn encode(&self) -> String {
        let spelled = |pair: &Pair| {
            pair.spelled.clone().unwrap_or_else(|| {
                form_urlencoded::Serializer::new(String::new())
                    .append_pair(&pair.name, &pair.value)
                    .finish()
            })
        };
        let all: Vec<String> = self.0.iter().map(spelled).collect();
        all.join("&")
    }

    /// Changes the parameters of a name (all of them, where it comes more than once), or every one.
    pub(crate) fn change(&mut self, field: &Field, operation: &Operation) -> Vec<Made> {
        match field.steps() {
            [Step::Name(name)] => self.change_named(name, operation),
            [Step::Every] => {
                let mut names: Vec<String> = Vec::new();
                for (name, _) in self.pairs() {
                    if !names.iter().any(|known| known == name) {
                        names.push(name.to_owned());
                    }
                }
                let named = |name: &String| self.change_named(name, operation);
                names.iter().flat_map(named).collect()
            }
            // `Change::fits` lets nothing else through.
            _ => Vec::new(),
        }
    }

    fn change_named(&mut self, name: &str, operation: &Operation) -> Vec<Made> {
        let mut made = Vec::new();
        let mut tell = |before: Option<&str>, after: Option<&str>| {
            made.push(Made {
                field: name.to_owned(),
                before: before.map(Value::from),
                after: after.map(Value::from),
            });
        };
        if !self.0.iter().any(|pair| pair.name == name) {
            if let Some(value) = operation.on(None) {
                let value = operation::text(&value);
                tell(None, Some(&value));
                self.0.push(Pair::new(name, value));
            }
            return made;
        }
        let mut changed = Vec::with_capacity(self.0.len() + 1);
        for pair in std::mem::take(&mut self.0) {
            if pair.name != name {
                changed.push(pair);
                continue;
            }
            match operation {
                Operation::Remove(_) => tell(Some(&pair.value), None),
                Operation::Duplicate(with) => {
                    let second = if *with == Value::Bool(true) {
                        pair.value.clone()
                    } else {
                        operation::text(with)
                    };
                    tell(Some(&pair.value), Some(&second));
                    changed.push(pair);
                    changed.push(Pair::new(name, second));
                }
                Operation::Retype(Type::List) => {
                    tell(Some(&pair.value), Some(&pair.value));
                    changed.push(Pair::new(&format!("{name}[]"), pair.value));
                }
                Operation::Retype(Type::Object) => {
                    tell(Some(&pair.value), Some(&pair.value));
                    changed.push(Pair::new(&format!("{name}[value]"), pair.value));
                }
                Operation::Set(_)
                | Operation::Append(_)
                | Operation::Prepend(_)
                | Operation::Replace(_)
                | Operation::Retype(_)
                | Operation::Add(_) => {
                    let value = operation.on(Some(&pair.value.as_str().into()));
                    let value = value.as_ref().map(operation::text);
                    match value.filter(|value| *value != pair.value) {
                        None => changed.push(pair),
                        Some(value) => {
                            tell(Some(&pair.value), Some(&value));
                            changed.push(Pair::new(name, value));
                        }
                    }
                }
            }
        }
        self.0 = changed;
        made
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Parameters, name, operation → parameters, how many were changed.
    #[test]
    fn parameters_in_order_and_as_they_were_spelled() {
        for (before, field, operation, after, count) in [
            (
                "code=a&state=b%20c&iss=x",
                "code",
                json!({"append": "1"}),
                "code=a1&state=b%20c&iss=x",
                1,
            ),
            (
                "code=a&state=b",
                "state",
                json!({"remove": true}),
                "code=a",
                1,
            ),
            (
                "code=a&state=b",
                "state",
                json!({"duplicate": true}),
                "code=a&state=b&state=b",
                1,
            ),
            (
                "code=a&state=b",
                "code",
                json!({"duplicate": "evil"}),
                "code=a&code=evil&state=b",
                1,
            ),
            (
                "code=a",
                "iss",
                json!({"set": "https://x/?a&b"}),
                "code=a&iss=https%3A%2F%2Fx%2F%3Fa%26b",
                1,
            ),
            ("code=a", "iss", json!({"remove": true}), "code=a", 0),
            (
                "",
                "error",
                json!({"set": "access_denied"}),
                "error=access_denied",
                1,
            ),
            ("a=1&a=2", "a", json!({"append": "!"}), "a=1%21&a=2%21", 2),
            (
                "state=x",
                "state",
                json!({"retype": "list"}),
                "state%5B%5D=x",
                1,
            ),
            (
                "state=x",
                "state",
                json!({"retype": "object"}),
                "state%5Bvalue%5D=x",
                1,
            ),
            (
                "state=x",
                "state",
                json!({"retype": "number"}),
                "state=0",
                1,
            ),
            ("n=41", "n", json!({"add": 1}), "n=42", 1),
            (
                "a=x-x",
                "a",
                json!({"replace": {"from": "x", "to": "y"}}),
                "a=y-y",
                1,
            ),
            ("a=%zz&&b", "c", json!({"set": null}), "a=%zz&&b&c=null", 1),
            ("a=1&b=2&a=3", "*", json!({"remove": true}), "", 3),
        ] {
            let mut parameters = Parameters::parse(before);
            let operation: Operation = serde_json::from_value(operation).unwrap();
            let made = parameters.change(&field.parse().unwrap(), &operation);
            assert_eq!(
                (parameters.encode().as_str(), made.len()),
                (after, count),
                "{before} {operation:?}"
            );
        }
    }
}
