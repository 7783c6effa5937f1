//! Tag expressions: `smoke and not (slow or social)`.

use std::str::FromStr;

/// Which tags a scenario must and must not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagExpression {
    /// It has this tag.
    Tag(String),
    /// Not so.
    Not(Box<TagExpression>),
    /// Both.
    And(Box<TagExpression>, Box<TagExpression>),
    /// One of them at least.
    Or(Box<TagExpression>, Box<TagExpression>),
}

impl TagExpression {
    /// Whether a scenario with these tags fits.
    pub fn fits(&self, tags: &[String]) -> bool {
        match self {
            Self::Tag(tag) => tags.contains(tag),
            Self::Not(inner) => !inner.fits(tags),
            Self::And(left, right) => left.fits(tags) && right.fits(tags),
            Self::Or(left, right) => left.fits(tags) || right.fits(tags),
        }
    }
}

impl FromStr for TagExpression {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ");
        let mut words = Words {
            left: spaced.split_whitespace().rev().collect(),
        };
        let expression = words.either()?;
        match words.left.last() {
            None => Ok(expression),
            Some(word) => Err(format!(
                "`{word}` comes unexpected; join tags with `and` or `or`"
            )),
        }
    }
}

/// The words still to read, the next one last.
struct Words<'a> {
    left: Vec<&'a str>,
}

impl Words<'_> {
    fn take(&mut self, word: &str) -> bool {
        self.left.pop_if(|next| next == &word).is_some()
    }

    fn either(&mut self) -> Result<TagExpression, String> {
        let mut left = self.both()?;
        while self.take("or") {
            left = TagExpression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<TagExpression, String> {
        let mut left = self.single()?;
        while self.take("and") {
            left = TagExpression::And(Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<TagExpression, String> {
        match self.left.pop() {
            Some("not") => Ok(TagExpression::Not(Box::new(self.single()?))),
            Some("(") => {
                let inner = self.either()?;
                if self.take(")") {
                    Ok(inner)
                } else {
                    Err("`)` is missing".to_owned())
                }
            }
            Some(word @ ("and" | "or" | ")")) => Err(format!("a tag is missing before `{word}`")),
            Some(tag) => Ok(TagExpression::Tag(tag.to_owned())),
            None => Err("a tag is missing at the end".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_choose_by_tags() {
        let tags = ["smoke".to_owned(), "social".to_owned()];
        let cases = [
            ("smoke", true),
            ("slow", false),
            ("not slow", true),
            ("smoke and social", true),
            ("smoke and not social", false),
            ("slow or smoke", true),
            ("not (slow or smoke)", false),
            ("slow or smoke and social", true),
        ];
        for (text, expected) in cases {
            assert_eq!(
                text.parse::<TagExpression>().unwrap().fits(&tags),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn mistakes_are_told() {
        let cases = [
            ("", "a tag is missing at the end"),
            ("smoke and", "a tag is missing at the end"),
            (
                "smoke social",
                "`social` comes unexpected; join tags with `and` or `or`",
            ),
            ("(smoke", "`)` is missing"),
            ("or smoke", "a tag is missing before `or`"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                text.parse::<TagExpression>(),
                Err(expected.to_owned()),
                "{text}"
            );
        }
    }
}
