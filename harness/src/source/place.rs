//! Where something stands: file, line, column.

use std::{fmt, ops::Range, sync::Arc};

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// A file that was read, by the name a person knows it under.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path, relative to where the harness was started if it lies below.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

impl Source {
    /// A file of this path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
        })
    }
}

/// A range of bytes in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    source: Arc<Source>,
    span: Range<usize>,
}

impl Place {
    /// The place of a range. A range that is empty or only opens something (`{`, `[`) is stretched to the
    /// end of its word or line, so that a caret has something to stand under.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        let text = &source.text;
        let start = floor(text, span.start);
        let mut end = floor(text, span.end).max(start);
        if end <= start + 1 {
            let line = text[start..].split('\n').next().unwrap_or_default();
            let word = match line.find(':') {
                Some(colon) if line[..colon].bytes().all(is_word) && colon > 0 => colon,
                Some(_) | None => line.trim_end().len(),
            };
            end = end.max(start + word);
        }
        Self {
            source: source.clone(),
            span: start..end,
        }
    }

    /// The place of a part of this one, if its text can be found there.
    #[must_use]
    pub fn part(&self, needle: &str) -> Self {
        let text = &self.source.text[self.span.clone()];
        match text.find(needle) {
            Some(at) if !needle.is_empty() => {
                let start = self.span.start + at;
                Self {
                    source: self.source.clone(),
                    span: start..start + needle.len(),
                }
            }
            Some(_) | None => self.clone(),
        }
    }

    /// The first place from here on where a text stands in the file; this one if it is nowhere. A map has its
    /// place where it begins: this finds what is in it.
    #[must_use]
    pub fn seek(&self, needle: &str) -> Self {
        match self.source.text[self.span.start..].find(needle) {
            Some(at) if !needle.is_empty() => {
                let start = self.span.start + at;
                Self {
                    source: self.source.clone(),
                    span: start..start + needle.len(),
                }
            }
            Some(_) | None => self.clone(),
        }
    }

    /// The file.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The bytes.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.before().matches('\n').count() + 1
    }

    /// The column in characters, counted from 1.
    pub fn column(&self) -> usize {
        self.before()
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1
    }

    fn before(&self) -> &str {
        &self.source.text[..self.span.start]
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.source.path, self.line(), self.column())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Place", 3)?;
        out.serialize_field("file", &self.source.path)?;
        out.serialize_field("line", &self.line())?;
        out.serialize_field("column", &self.column())?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let source = Source::new("a.yaml", "one\n  zwölf: x\n");
        let at = source.text.find('x').unwrap();
        assert_eq!(Place::new(&source, at..at + 1).to_string(), "a.yaml:2:10");
    }

    #[test]
    fn an_empty_range_grows_to_its_word_and_an_opening_one_to_its_line() {
        let source = Source::new("a.yaml", "- click: { role: link }\n");
        let word = Place::new(&source, 2..2);
        assert_eq!(&source.text[word.span()], "click");
        let map = Place::new(&source, 9..10);
        assert_eq!(&source.text[map.span()], "{ role: link }");
    }

    #[test]
    fn a_range_outside_the_text_or_inside_a_character_is_no_panic() {
        let source = Source::new("a.yaml", "ö");
        assert_eq!(Place::new(&source, 1..99).to_string(), "a.yaml:1:1");
    }
}
