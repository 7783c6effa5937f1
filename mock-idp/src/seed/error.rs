//! What is wrong with a seed: place, cause, way out.

use std::fmt;

use serde_saphyr::{Location, Spanned};

/// A mistake in a seed. Its `Display` is a rustc-style excerpt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SeedError {
    /// The file, as it was named.
    pub file: String,
    /// Line, from 1; 0 when the mistake has no place.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The line of the file and how many of its characters are meant.
    excerpt: Option<(String, usize)>,
}

/// A seed's text and name.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
}

impl Source {
    /// The text of a file of that name.
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    /// A mistake at a place.
    pub fn error(
        &self,
        at: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> SeedError {
        let (line, column) = (index(at.line()), index(at.column()));
        let excerpt = line
            .checked_sub(1)
            .and_then(|line| self.text.lines().nth(line))
            .map(|text| {
                (
                    text.to_owned(),
                    usize::try_from(at.span().len()).unwrap_or(1).max(1),
                )
            });
        let help: String = help.into();
        SeedError {
            file: self.name.clone(),
            line,
            column,
            message: message.into(),
            help: (!help.is_empty()).then_some(help),
            excerpt,
        }
    }

    /// A mistake at a key or value.
    pub fn at<T>(
        &self,
        place: &Spanned<T>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> SeedError {
        self.error(place.referenced, message, help)
    }

    /// A mistake that the YAML reader found.
    pub fn unreadable(&self, error: &serde_saphyr::Error) -> SeedError {
        let at = error.location().unwrap_or(Location::UNKNOWN);
        let text = error.without_snippet().to_string();
        let message = text
            .rsplit_once(" at line ")
            .map_or(text.as_str(), |(message, _)| message);
        match message.split_once("; did you mean ") {
            Some((what, meant)) => self.error(at, what, format!("did you mean {meant}")),
            None => self.error(at, message, nearest(message).unwrap_or_default()),
        }
    }
}

/// For "unknown field `x`, expected one of a, b, c": the member that was most likely meant.
pub fn nearest(message: &str) -> Option<String> {
    let (_, rest) = message.split_once('`')?;
    let (written, rest) = rest.split_once('`')?;
    let (_, expected) = rest.split_once("expected ")?;
    // JSON's reader puts each name between back-ticks, YAML's separates them by commas only.
    let names: Vec<&str> = if expected.contains('`') {
        expected.split('`').skip(1).step_by(2).collect()
    } else {
        expected.trim_start_matches("one of ").split(", ").collect()
    };
    names
        .into_iter()
        .map(|name| {
            (
                strsim::jaro_winkler(&written.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .filter(|(score, _)| *score > 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or_default()
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        let margin = self.line.to_string().len();
        if self.line > 0 {
            write!(
                f,
                "\n{:margin$}--> {}:{}:{}",
                "", self.file, self.line, self.column
            )?;
        } else {
            write!(f, "\n --> {}", self.file)?;
        }
        if let Some((text, length)) = &self.excerpt {
            let before = self.column.saturating_sub(1);
            let room = text.chars().count().saturating_sub(before).max(1);
            let carets = "^".repeat((*length).min(room));
            write!(
                f,
                "\n{:margin$} |\n{} | {text}\n{:margin$} | {:before$}{carets}",
                "", self.line, "", ""
            )?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n{:margin$} = help: {help}", "")?;
        }
        Ok(())
    }
}
