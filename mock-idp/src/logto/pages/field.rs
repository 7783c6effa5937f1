//! One input of a form, with its label and what is wrong with it.

use std::borrow::Cow;

use askama::Template;

/// An input as the `field.html` template draws it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "logto/field.html")]
pub(super) struct Field {
    pub name: Cow<'static, str>,
    /// The input's type.
    pub kind: &'static str,
    pub autocomplete: String,
    pub label: String,
    pub value: String,
    pub error: Option<String>,
    pub focused: bool,
    /// Whether scripts may show what is typed.
    pub eye: bool,
    /// Whether what is wrong is said without colouring the field.
    pub calm: bool,
}

impl Field {
    /// A password input.
    pub(super) fn password(name: &'static str, autocomplete: &str, label: &str) -> Self {
        Self {
            name: name.into(),
            kind: "password",
            autocomplete: autocomplete.to_owned(),
            label: label.to_owned(),
            eye: true,
            ..Self::default()
        }
    }

    /// The same input with this in it.
    pub(super) fn filled(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// The same input with what is wrong with it.
    pub(super) fn refused(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// The same input; whether it has the focus when the page opens.
    pub(super) fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }
}
