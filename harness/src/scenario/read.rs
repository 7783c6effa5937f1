//! From text to typed, and from the parser's errors to ours.

use std::{path::Path, sync::Arc};

use serde::de::DeserializeOwned;
use serde_saphyr::Error;

use crate::source::{Diagnostic, Place, Source, nearest};

/// Reads a file. The place names are relative to `from` where the file lies below it.
pub fn read(path: &Path, from: &Path) -> Result<Arc<Source>, Diagnostic> {
    let shown = path
        .strip_prefix(from)
        .unwrap_or(path)
        .display()
        .to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Source::new(shown, text)),
        Err(error) => Err(Diagnostic::new(format!("cannot read {shown}: {error}"))),
    }
}

/// Reads a text as YAML of type `T`.
pub fn parse<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, Diagnostic> {
    serde_saphyr::from_str(&source.text).map_err(|error| explain(error.without_snippet(), source))
}

/// The parser's error in our words, with the nearest valid name where a name is wrong.
fn explain(error: &Error, source: &Arc<Source>) -> Diagnostic {
    let place = place(error, source);
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the parser's errors, which may grow"
    )]
    match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => misnamed("key", field, expected, &place),
        Error::SerdeUnknownVariant {
            variant, expected, ..
        } => misnamed("value", variant, expected, &place),
        Error::Unexpected { expected, .. } => {
            let expected = match *expected {
                "sequence start" => "a list",
                "mapping start" => "a map",
                other => other,
            };
            Diagnostic::new(format!("expected {expected}")).at(&place, format!("not {expected}"))
        }
        Error::SerdeMissingField { field, .. } => {
            Diagnostic::new(format!("the key `{field}` is missing"))
                .at(&place, format!("`{field}` belongs here"))
        }
        Error::SerdeInvalidType {
            unexpected,
            expected,
            ..
        }
        | Error::SerdeInvalidValue {
            unexpected,
            expected,
            ..
        } => Diagnostic::new(format!("found {unexpected}"))
            .at(&place, format!("expected {expected}")),
        _ => {
            let text = error.to_string();
            let cause = text
                .rsplit_once(" at line ")
                .map_or(text.as_str(), |(cause, _)| cause);
            // The parser's advice to its programmer is none to the author of the file.
            let cause = cause
                .split(", set DuplicateKeyPolicy")
                .next()
                .unwrap_or(cause);
            Diagnostic::new(cause).at(&place, "")
        }
    }
}

fn misnamed(what: &str, word: &str, known: &[&str], place: &Place) -> Diagnostic {
    let near = nearest(word, known.iter().copied());
    Diagnostic::new(format!("unknown {what} `{word}`"))
        .at(
            place,
            near.map_or_else(
                || format!("no such {what} here"),
                |near| format!("did you mean `{near}`?"),
            ),
        )
        .note(format!("known here: {}", known.join(", ")))
}

fn place(error: &Error, source: &Arc<Source>) -> Place {
    let Some(location) = error.location() else {
        return Place::new(source, 0..0);
    };
    let span = location.span();
    let start = match span.byte_offset() {
        Some(offset) => usize::try_from(offset).unwrap_or_default(),
        None => 0,
    };
    let len = span
        .byte_len()
        .and_then(|len| usize::try_from(len).ok())
        .unwrap_or_default();
    Place::new(source, start..start + len)
}
