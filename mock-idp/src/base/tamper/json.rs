//! Operations on fields of JSON, and JSON text in which a member may come twice.

use serde_json::{Map, Value};

use super::{
    field::{self, Field, Step},
    operation::Operation,
};

/// What the name of a member ends with that comes again under the same name: a map holds no name twice. The
/// ending never leaves this module.
const AGAIN: &str = "\u{0}again";

/// One thing that was changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Made {
    /// The path of one field.
    pub(crate) field: String,
    /// What stood there.
    pub(crate) before: Option<Value>,
    /// What stands there.
    pub(crate) after: Option<Value>,
}

/// Changes the fields that the path leads to, and tells what became different.
pub(crate) fn change(root: &mut Value, field: &Field, operation: &Operation) -> Vec<Made> {
    let mut made = Vec::new();
    walk(
        root,
        field.steps(),
        &mut String::new(),
        operation,
        &mut made,
    );
    made
}

/// JSON text. Members that come again do so under their own name.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    put(value, &mut text);
    text
}

/// The object without members that come again, as a reader that keeps the first one sees it.
pub(crate) fn without_twins(members: &Map<String, Value>) -> Map<String, Value> {
    let kept = members.iter().filter(|(name, _)| !name.ends_with(AGAIN));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn put(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => put_object(members, text),
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                put(item, text);
            }
            text.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string());
        }
    }
}

fn put_object(members: &Map<String, Value>, text: &mut String) {
    text.push('{');
    for (at, (name, value)) in members.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&Value::from(name.trim_end_matches(AGAIN)).to_string());
        text.push(':');
        put(value, text);
    }
    text.push('}');
}

fn walk(
    value: &mut Value,
    steps: &[Step],
    path: &mut String,
    operation: &Operation,
    made: &mut Vec<Made>,
) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    let is_last = rest.is_empty();
    for step in concrete(value, step, is_last && operation.moves()) {
        let length = path.len();
        field::push(path, &step);
        if is_last {
            made.extend(at(value, &step, path, operation));
        } else if let Some(inner) = inner(value, &step, rest, operation) {
            walk(inner, rest, path, operation, made);
        }
        path.truncate(length);
    }
}

/// One step to one place each; from the end where `moves`, so that what is taken out or put in moves no place
/// to come.
fn concrete(value: &Value, step: &Step, moves: bool) -> Vec<Step> {
    match (step, value) {
        (Step::Every, Value::Object(members)) => members
            .keys()
            .filter(|name| !name.ends_with(AGAIN))
            .map(|name| Step::Name(name.clone()))
            .collect(),
        (Step::Every, Value::Array(items)) if moves => {
            (0..items.len()).rev().map(Step::Index).collect()
        }
        (Step::Every, Value::Array(items)) => (0..items.len()).map(Step::Index).collect(),
        (Step::Every, Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            Vec::new()
        }
        // `keys.0.kid` is `keys[0].kid`.
        (Step::Name(name), Value::Array(_)) => name.parse().map(Step::Index).into_iter().collect(),
        (Step::Name(_) | Step::Index(_), _) => vec![step.clone()],
    }
}

/// What is one step further in. `set` makes objects on its way, if it will get to a name.
fn inner<'a>(
    value: &'a mut Value,
    step: &Step,
    rest: &[Step],
    operation: &Operation,
) -> Option<&'a mut Value> {
    match (step, value) {
        (Step::Name(name), Value::Object(members)) => {
            let makes_way = matches!(operation, Operation::Set(_))
                && rest.iter().all(|step| matches!(step, Step::Name(_)));
            if makes_way && !members.contains_key(name) {
                members.insert(name.clone(), Value::Object(Map::new()));
            }
            members.get_mut(name)
        }
        (Step::Index(index), Value::Array(items)) => items.get_mut(*index),
        (Step::Name(_) | Step::Index(_) | Step::Every, _) => None,
    }
}

/// Changes one place.
fn at(container: &mut Value, step: &Step, path: &str, operation: &Operation) -> Option<Made> {
    let before = match (step, &*container) {
        (Step::Name(name), Value::Object(members)) => members.get(name).cloned(),
        (Step::Index(index), Value::Array(items)) => Some(items.get(*index)?.clone()),
        (Step::Name(_) | Step::Index(_) | Step::Every, _) => return None,
    };
    let after = match operation {
        Operation::Remove(_) => {
            before.as_ref()?;
            take(container, step);
            None
        }
        Operation::Duplicate(with) => {
            let first = before.clone()?;
            let second = if *with == Value::Bool(true) {
                first
            } else {
                with.clone()
            };
            repeat(container, step, second.clone());
            Some(second)
        }
        Operation::Set(_)
        | Operation::Append(_)
        | Operation::Prepend(_)
        | Operation::Replace(_)
        | Operation::Retype(_)
        | Operation::Add(_) => {
            let after = operation.on(before.as_ref())?;
            if before.as_ref() == Some(&after) {
                return None;
            }
            match (step, container) {
                (Step::Name(name), Value::Object(members)) => {
                    members.insert(name.clone(), after.clone());
                }
                (Step::Index(index), Value::Array(items)) => {
                    *items.get_mut(*index)? = after.clone();
                }
                (Step::Name(_) | Step::Index(_) | Step::Every, _) => return None,
            }
            Some(after)
        }
    };
    Some(Made {
        field: path.to_owned(),
        before,
        after,
    })
}

/// Takes a place out; what follows keeps its order.
fn take(container: &mut Value, step: &Step) {
    match (step, container) {
        (Step::Name(name), Value::Object(members)) => {
            members.shift_remove(name);
        }
        (Step::Index(index), Value::Array(items)) if *index < items.len() => {
            items.remove(*index);
        }
        (Step::Name(_) | Step::Index(_) | Step::Every, _) => {}
    }
}

/// Puts a value right after a place, under the same name.
fn repeat(container: &mut Value, step: &Step, second: Value) {
    match (step, container) {
        (Step::Name(name), Value::Object(members)) => {
            let mut twin = format!("{name}{AGAIN}");
            while members.contains_key(&twin) {
                twin.push_str(AGAIN);
            }
            *members = std::mem::take(members)
                .into_iter()
                .flat_map(|(member, value)| {
                    let again = (member == *name).then(|| (twin.clone(), second.clone()));
                    std::iter::once((member, value)).chain(again)
                })
                .collect();
        }
        (Step::Index(index), Value::Array(items)) if *index < items.len() => {
            items.insert(index + 1, second);
        }
        (Step::Name(_) | Step::Index(_) | Step::Every, _) => {}
    }
}

#[cfg(test)]
mod tests;
