//! Seeds: what a scenario changes in the suite's base.

use crate::expectation::Value;

/// `base` with `change` put over it, member by member; a null takes a member away (RFC 7396).
#[must_use]
pub(super) fn merge<T: Clone>(base: Value<T>, change: &Value<T>) -> Value<T> {
    let Value::Map(changes) = change else {
        return change.clone();
    };
    let mut members = match base {
        Value::Map(members) => members,
        Value::Text(_) | Value::Plain(_) | Value::List(_) => Vec::new(),
    };
    for (name, change) in changes {
        let at = members.iter().position(|(known, _)| known == name);
        let gone = matches!(change, Value::Plain(serde_json::Value::Null));
        match (at, gone) {
            (Some(at), true) => {
                members.remove(at);
            }
            (None, true) => {}
            (Some(at), false) => {
                let old =
                    std::mem::replace(&mut members[at].1, Value::Plain(serde_json::Value::Null));
                members[at].1 = merge(old, change);
            }
            (None, false) => {
                members.push((name.clone(), merge(Value::Map(Vec::new()), change)));
            }
        }
    }
    Value::Map(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &serde_json::Value) -> Value<String> {
        let text = |text: &str| Ok::<_, std::convert::Infallible>(text.to_owned());
        Value::try_from_json(json, &mut { text }).unwrap()
    }

    #[test]
    fn changes_are_put_over_the_base_and_null_takes_away() {
        let base =
            serde_json::json!({ "users": { "alice": { "name": "Alice" }, "bob": {} }, "x": 1 });
        let change = serde_json::json!({
            "users": { "alice": { "password": "p" }, "bob": null, "carol": { "name": null } }, "x": [2],
        });
        assert_eq!(
            merge(value(&base), &value(&change)).json(),
            serde_json::json!({
                "users": { "alice": { "name": "Alice", "password": "p" }, "carol": {} }, "x": [2],
            })
        );
    }
}
