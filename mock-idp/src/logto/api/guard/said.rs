//! Objects whose members may all be left out.

use serde_json::{Map, Value};

/// What was said of such an object, by name.
#[derive(Debug, Default)]
pub struct Said(Map<String, Value>);

impl Said {
    /// Keeps a member where it was said. `value` is a reader's answer: nothing outside where a mistake was
    /// noted, and then the input is refused at the end, so that all mistakes are told at once.
    pub fn put(&mut self, name: &str, value: Option<Option<impl Into<Value>>>) {
        if let Some(value) = value.flatten() {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    /// The members.
    pub fn members(self) -> Map<String, Value> {
        self.0
    }
}
