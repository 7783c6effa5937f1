//! Colours and columns.

use std::{fmt::Display, time::Duration};

use crate::source::Paint;

/// ANSI colours that we use, by what they say.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hue {
    Good,
    Bad,
    Doubtful,
    Quiet,
    Strong,
}

/// The text in a colour, or as it is.
pub(super) fn paint(paint: Paint, hue: Hue, text: impl Display) -> String {
    let code = match hue {
        Hue::Good => "32;1",
        Hue::Bad => "31;1",
        Hue::Doubtful => "33;1",
        Hue::Quiet => "2",
        Hue::Strong => "1",
    };
    match paint {
        Paint::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        Paint::Plain => text.to_string(),
    }
}

/// A duration in the width of a column: `[   0.412s]`.
pub fn duration(took: Duration) -> String {
    format!("[{:>8.3}s]", took.as_secs_f64())
}

/// `1 scenario`, `2 scenarios`.
pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}
