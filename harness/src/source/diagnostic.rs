//! What is wrong at a place, drawn with the source and a caret.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};

use super::Place;

/// Whether to draw with colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paint {
    /// For files and pipes.
    #[default]
    Plain,
    /// For terminals.
    Colour,
}

/// An error a person reads: a cause, a place, a way out. Boxed, so that results stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic(Box<Parts>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    title: String,
    place: Option<Place>,
    label: String,
    notes: Vec<String>,
    help: Vec<String>,
    /// Text that somebody else has drawn already.
    drawn: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet; the title is a lower-case fragment.
    pub fn new(title: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            title: title.into(),
            place: None,
            label: String::new(),
            notes: Vec::new(),
            help: Vec::new(),
            drawn: None,
        }))
    }

    /// An error that somebody else has drawn already, places and all.
    pub fn drawn(text: impl Into<String>) -> Self {
        {
            let mut diagnostic = Self::new("");
            diagnostic.0.drawn = Some(text.into());
            diagnostic
        }
    }

    /// Says where, and what is to be seen there.
    #[must_use]
    pub fn at(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.0.place = Some(place.clone());
        self.0.label = label.into();
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help.push(help.into());
        self
    }

    /// Adds a way out, where there is one.
    #[must_use]
    pub fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// The cause, without the place.
    pub fn title(&self) -> &str {
        &self.0.title
    }

    /// Where, if it is anywhere.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// Draws it, without a newline at the end.
    pub fn render(&self, paint: Paint) -> String {
        if let Some(drawn) = &self.0.drawn {
            return drawn.trim_end().to_owned();
        }
        let title = if self.0.title.is_empty() {
            "unknown"
        } else {
            &self.0.title
        };
        let mut group = Level::ERROR
            .primary_title(title)
            .elements(self.0.place.iter().map(|place| {
                let annotation = AnnotationKind::Primary.span(place.span());
                Snippet::source(place.source().text.as_str())
                    .path(place.source().path.as_str())
                    .annotation(if self.0.label.is_empty() {
                        annotation
                    } else {
                        annotation.label(self.0.label.as_str())
                    })
            }));
        for note in &self.0.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        for help in &self.0.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = match paint {
            Paint::Plain => Renderer::plain(),
            Paint::Colour => Renderer::styled(),
        };
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Paint::Plain))
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn a_diagnostic_shows_the_line_with_a_caret_and_the_way_out() {
        let source = Source::new("a.yaml", "steps:\n  - clik: Sign in\n");
        let place = Place::new(&source, 11..15);
        let shown = Diagnostic::new("unknown key `clik`")
            .at(&place, "not a step")
            .note("a step is one of open, click")
            .help("did you mean `click`?");
        insta::assert_snapshot!(shown, @"
        error: unknown key `clik`
         --> a.yaml:2:5
          |
        2 |   - clik: Sign in
          |     ^^^^ not a step
          |
          = note: a step is one of open, click
          = help: did you mean `click`?
        ");
    }
}
