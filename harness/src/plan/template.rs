//! Texts with variables: `${app}/callback`, `${uri|url}`.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The values of variables while a scenario is played.
pub type Variables = BTreeMap<String, String>;

/// A text with variables, all of which are known to exist by the time it is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value { of: Of, filters: Vec<Filter> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    Variable(String),
    Template(Template),
}

/// What is done to a value before it is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Percent-encoded, for a part of an address.
    Url,
    /// base64, as HTTP Basic authentication wants it.
    Base64,
    /// Escaped, for a regular expression.
    Regex,
}

impl Filter {
    /// All of them, with the names they have in scenarios.
    pub const ALL: [(&'static str, Self); 3] = [
        ("url", Self::Url),
        ("base64", Self::Base64),
        ("regex", Self::Regex),
    ];

    fn apply(self, text: &str) -> String {
        match self {
            Self::Url => utf8_percent_encode(text, ENCODED).to_string(),
            Self::Base64 => {
                base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text)
            }
            Self::Regex => regex::escape(text),
        }
    }
}

/// A piece of a text as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Plain text.
    Text(String),
    /// `${name|filter}`; `written` is the whole of it.
    Variable {
        /// The name.
        name: &'a str,
        /// The names of the filters.
        filters: Vec<&'a str>,
        /// From `${` to `}`.
        written: &'a str,
    },
    /// `${` without its `}`.
    Unclosed(&'a str),
}

/// Takes a text apart. `$${` stands for `${` itself.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        if let Some(before) = rest[..at].strip_suffix('$') {
            plain.push_str(before);
            plain.push_str("${");
            rest = &rest[at + 2..];
            continue;
        }
        plain.push_str(&rest[..at]);
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        rest = &rest[at..];
        let Some(end) = rest.find('}') else {
            pieces.push(Piece::Unclosed(rest));
            return pieces;
        };
        let mut words = rest[2..end].split('|').map(str::trim);
        pieces.push(Piece::Variable {
            name: words.next().unwrap_or_default(),
            filters: words.collect(),
            written: &rest[..=end],
        });
        rest = &rest[end + 1..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

impl Template {
    /// A text without variables.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            parts: vec![Part::Text(text.into())],
        }
    }

    /// One variable.
    pub fn variable(name: impl Into<String>) -> Self {
        Self {
            parts: vec![Part::Value {
                of: Of::Variable(name.into()),
                filters: Vec::new(),
            }],
        }
    }

    pub(super) fn push_text(&mut self, text: String) {
        self.parts.push(Part::Text(text));
    }

    pub(super) fn push_variable(&mut self, name: &str, filters: Vec<Filter>) {
        self.parts.push(Part::Value {
            of: Of::Variable(name.to_owned()),
            filters,
        });
    }

    pub(super) fn push_template(&mut self, template: Template, filters: Vec<Filter>) {
        self.parts.push(Part::Value {
            of: Of::Template(template),
            filters,
        });
    }

    /// The text, if it has no variables.
    pub fn constant(&self) -> Option<String> {
        self.render(&Variables::new()).ok()
    }

    /// The text with all variables put in; else the name of one that has no value.
    pub fn render(&self, variables: &Variables) -> Result<String, String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Value { of, filters } => {
                    let value = match of {
                        Of::Variable(name) => {
                            variables.get(name).ok_or_else(|| name.clone())?.clone()
                        }
                        Of::Template(template) => template.render(variables)?,
                    };
                    text.push_str(
                        &filters
                            .iter()
                            .fold(value, |value, filter| filter.apply(&value)),
                    );
                }
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_at_its_variables() {
        let cases = [
            ("plain", vec![Piece::Text("plain".into())]),
            (
                "${app}/x",
                vec![
                    Piece::Variable {
                        name: "app",
                        filters: vec![],
                        written: "${app}",
                    },
                    Piece::Text("/x".into()),
                ],
            ),
            (
                "a=${uri | url}",
                vec![
                    Piece::Text("a=".into()),
                    Piece::Variable {
                        name: "uri",
                        filters: vec!["url"],
                        written: "${uri | url}",
                    },
                ],
            ),
            (
                "costs $5 and $${x}",
                vec![Piece::Text("costs $5 and ${x}".into())],
            ),
            ("${app", vec![Piece::Unclosed("${app")]),
            ("", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn filters_work_on_what_a_variable_stands_for() {
        let mut inner = Template::variable("app");
        inner.push_text("/callback?next=/".into());
        let mut outer = Template::text("redirect_uri=");
        outer.push_template(inner, vec![Filter::Url]);
        let variables = Variables::from([("app".to_owned(), "http://127.0.0.1:1".to_owned())]);
        assert_eq!(
            outer.render(&variables).unwrap(),
            "redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback%3Fnext%3D%2F"
        );
        assert_eq!(outer.render(&Variables::new()), Err("app".to_owned()));
        assert_eq!(Filter::Base64.apply("a:b"), "YTpi");
        assert_eq!(Filter::Regex.apply("a.b"), r"a\.b");
    }
}
