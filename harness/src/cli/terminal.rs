//! Printing.

use std::io::{IsTerminal, Write};

use crate::source::{Diagnostic, Paint};

/// Standard output and error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    out: Paint,
    err: Paint,
}

impl Terminal {
    pub(super) fn new(no_colour: bool) -> Self {
        let paint = |terminal: bool| {
            if terminal && !no_colour {
                Paint::Colour
            } else {
                Paint::Plain
            }
        };
        Self {
            out: paint(std::io::stdout().is_terminal()),
            err: paint(std::io::stderr().is_terminal()),
        }
    }

    /// Whether what is printed may have colours.
    pub(super) fn paint(self) -> Paint {
        self.out
    }

    /// Prints to standard output. Nobody to read it is no reason to stop a run half-way.
    #[expect(clippy::unused_self, reason = "printing goes through the terminal")]
    pub(super) fn print(self, text: &str) {
        let mut out = std::io::stdout().lock();
        drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    /// Prints an error without a place to standard error: its first line, then the details as they are.
    pub(super) fn error(self, text: &str) {
        let (title, details) = text
            .trim_end()
            .split_once('\n')
            .unwrap_or((text.trim_end(), ""));
        let title = Diagnostic::new(title).render(self.err);
        self.diagnostics(&[Diagnostic::drawn(format!("{title}\n{details}"))]);
    }

    /// Prints diagnostics to standard error.
    pub(super) fn diagnostics(self, all: &[Diagnostic]) {
        let mut text = String::new();
        for one in all {
            text.push_str(&one.render(self.err));
            text.push_str("\n\n");
        }
        let mut err = std::io::stderr().lock();
        drop(err.write_all(text.as_bytes()));
    }
}
