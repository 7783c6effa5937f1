//! An object that may have one of several shapes.

use serde_json::{Value, json};

use super::{Issue, Members, Part, collect, refusal};
use crate::logto::ApiError;

/// A shape: how it is read.
pub type Shape<T> = fn(&mut Members<'_>) -> Option<T>;

/// Reads an object of the first shape that fits; 400 `guard.invalid_input` where none does.
///
/// As Zod does it: a shape whose members are there, but with unfit values, speaks for itself; else the
/// mistakes of all shapes are told.
pub fn either<T>(part: Part, value: &Value, shapes: &[Shape<T>]) -> Result<T, ApiError> {
    choose(value, &[], shapes).map_err(|issues| refusal(part, &issues))
}

impl Members<'_> {
    /// The same for a member that is there.
    pub fn one_of<T>(&mut self, key: &str, shapes: &[Shape<T>]) -> Option<T> {
        let value = self.raw(key).cloned().unwrap_or_default();
        match choose(&value, &self.path(key), shapes) {
            Ok(read) => Some(read),
            Err(issues) => {
                self.issues.extend(issues);
                None
            }
        }
    }
}

/// The first shape that fits, or what is wrong.
fn choose<T>(value: &Value, path: &[Value], shapes: &[Shape<T>]) -> Result<T, Vec<Issue>> {
    let mut refused = Vec::new();
    for shape in shapes {
        match collect(value, path.to_vec(), shape) {
            Ok(read) => return Ok(read),
            Err(issues) => refused.push(issues),
        }
    }
    let speaks_for_itself = |issues: &&Vec<Issue>| issues.iter().all(Issue::is_of_value);
    if let Some(at) = refused.iter().position(|issues| speaks_for_itself(&issues)) {
        return Err(refused.swap_remove(at));
    }
    let errors: Vec<Value> = refused
        .iter()
        .map(|issues| super::zod_error(issues))
        .collect();
    let more = json!({"unionErrors": errors});
    let issue = Issue {
        code: "invalid_union",
        message: "Invalid input".into(),
        path: path.to_vec(),
        more: more.as_object().cloned().unwrap_or_default(),
    };
    Err(vec![issue])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logto::phrases::Language;

    fn told(value: &Value) -> String {
        let shapes: &[Shape<String>] = &[
            |m| m.matching("email", |text| text.contains('@')),
            |m| m.filled("phone"),
        ];
        match either(Part::Body, value, shapes) {
            Ok(text) => text,
            Err(error) => error.to_json(Language::ENGLISH).to_string(),
        }
    }

    #[test]
    fn the_first_shape_that_fits_or_all_mistakes() {
        let inputs = [
            json!({"phone": "1"}),
            json!({"email": "a@b", "phone": ""}),
            json!({"email": "nonsense"}),
            json!({}),
        ];
        let lines: Vec<String> = inputs.iter().map(told).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
