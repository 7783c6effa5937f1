//! The one table of what must not be shown: secrets, by provenance.
//!
//! The provider minted every code, token and secret of a scenario, so each is known and gets a stable
//! name: `‹access-token #2›`. No pattern is guessed.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Shorter values are no secrets worth hiding, and would tear other words apart.
const SHORTEST: usize = 6;

/// A value that must not be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it is: `authorization-code`, `password`.
    pub kind: String,
    /// The value.
    pub value: String,
}

/// Values and what is shown instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redactions {
    /// Longest values first, so that no value hides a part of another.
    table: Vec<(String, String)>,
}

impl Redactions {
    /// Secrets are numbered by kind, in their order; one value has one name.
    pub fn new(secrets: impl IntoIterator<Item = Secret>) -> Self {
        let mut counts = std::collections::BTreeMap::<String, usize>::new();
        let mut redactions = Self::default();
        for Secret { kind, value } in secrets {
            if value.len() < SHORTEST || redactions.names(&value) {
                continue;
            }
            let count = counts.entry(kind.clone()).or_default();
            *count += 1;
            redactions.add(&value, &format!("‹{kind} #{count}›"));
        }
        redactions
    }

    /// Shows `name` for a value, wherever it stands, percent-encoded or not.
    pub fn add(&mut self, value: &str, name: &str) {
        if value.is_empty() || self.names(value) {
            return;
        }
        let encoded = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        // Dots, dashes and the like are left alone by most encoders.
        let usual = ["%2D:-", "%2E:.", "%5F:_", "%7E:~"]
            .iter()
            .filter_map(|pair| pair.split_once(':'))
            .fold(encoded, |text, (code, plain)| text.replace(code, plain));
        if usual != value {
            // An address in an address in an address: encoded twice.
            self.table
                .push((usual.replace('%', "%25"), name.to_owned()));
            self.table.push((usual, name.to_owned()));
        }
        self.table.push((value.to_owned(), name.to_owned()));
        self.table
            .sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
    }

    fn names(&self, value: &str) -> bool {
        self.table.iter().any(|(known, _)| known == value)
    }

    /// The text without what must not be shown.
    pub fn apply(&self, text: &str) -> String {
        self.table
            .iter()
            .fold(text.to_owned(), |text, (value, name)| {
                if text.contains(value.as_str()) {
                    text.replace(value.as_str(), name)
                } else {
                    text
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_get_stable_names_wherever_they_stand() {
        let secret = |kind: &str, value: &str| Secret {
            kind: kind.into(),
            value: value.into(),
        };
        let redactions = Redactions::new([
            secret("code", "abcdef"),
            secret("code", "abcdefgh"),
            secret("code", "abcdef"),
            secret("password", "wonder land"),
            secret("password", "no"),
        ]);
        let cases = [
            ("?code=abcdef&x", "?code=‹code #1›&x"),
            ("abcdefgh", "‹code #2›"),
            ("next=p%3Dwonder%2520land", "next=p%3D‹password #1›"),
            (
                "p=wonder%20land wonder land no",
                "p=‹password #1› ‹password #1› no",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(redactions.apply(text), expected);
        }
    }
}
