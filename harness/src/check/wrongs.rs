//! What is wrong about an app in a trial, each with its weight.

use super::{
    finding::short,
    trial::{Question, Seen, first_line, server_errors},
    wire::Use,
};
use crate::{
    expectation::Wanted,
    result::{Finding, Severity},
};

/// Everything that is wrong, the worst first.
pub(super) fn wrongs(question: &Question<'_>, seen: &Seen, uses: &[Use<'_>]) -> Vec<Finding> {
    let mut wrongs = Wrongs {
        question,
        seen,
        all: Vec::new(),
    };
    wrongs.life();
    if seen.not_started.is_none() {
        wrongs.wire(uses);
        wrongs.session();
        wrongs.manners();
    }
    wrongs.all
}

struct Wrongs<'a> {
    question: &'a Question<'a>,
    seen: &'a Seen,
    all: Vec<Finding>,
}

impl Wrongs<'_> {
    fn add(&mut self, severity: Severity, expected: &str, actual: String, notes: Vec<String>) {
        self.all.push(Finding {
            severity,
            clause: self.question.clause.map(str::to_owned),
            place: self.question.place.clone(),
            expected: expected.to_owned(),
            actual,
            notes,
        });
    }

    fn fail(&mut self, expected: &str, actual: impl Into<String>) {
        let mut notes = self.changes();
        notes.extend(self.seen.stumble.iter().cloned());
        self.add(Severity::Failure, expected, actual.into(), notes);
    }

    /// It starts, and stays up.
    fn life(&mut self) {
        if let Some(ended) = &self.seen.ended {
            self.fail("the app to stay up", format!("it ended: {ended}"));
        }
        let Some(cause) = &self.seen.not_started else {
            return;
        };
        let severity = match self.question.wanted {
            Some(Wanted::Accepted) => Severity::Failure,
            Some(Wanted::Either) | None => Severity::Warning,
            // Who does not run uses nothing.
            Some(Wanted::Rejected | Wanted::Discarded) => return,
        };
        let cause = first_line(cause).to_owned();
        self.add(severity, "the app to start", cause, Vec::new());
    }

    /// It uses nothing that is poisoned, where that is forbidden.
    fn wire(&mut self, uses: &[Use<'_>]) {
        let forbidden = match self.question.wanted {
            Some(Wanted::Rejected | Wanted::Discarded) => self.question.tampers,
            Some(Wanted::Accepted | Wanted::Either) | None => false,
        };
        if let Some(Use { mark, by }) = uses.first().filter(|_| forbidden) {
            let expected = format!("the app to use nothing of the poisoned {}", mark.artefact);
            let actual = format!("request #{} ({} {}) uses it", by.seq, by.method, by.path);
            self.fail(&expected, actual);
        }
    }

    /// Somebody is signed in, or nobody is.
    fn session(&mut self) {
        let stumble = self.seen.stumble.clone();
        match (self.question.wanted, self.seen.signed_in, stumble) {
            (Some(Wanted::Rejected), Some(true), _) => {
                self.fail("the app to sign nobody in", "it signed in all the same");
            }
            (Some(Wanted::Accepted), Some(false), _) => {
                self.fail("the app to sign in", "it signed nobody in");
            }
            (Some(Wanted::Accepted), Some(true), Some(stumble)) => {
                self.fail("every step to succeed", stumble);
            }
            (Some(_), None, _) => {
                self.fail("a page of the app", "its home page could not be opened");
            }
            (None, _, Some(stumble)) if !self.question.tampers => {
                self.fail("every step to succeed", stumble);
            }
            (Some(_) | None, _, _) => {}
        }
    }

    /// It tells the user, and foresees what can happen.
    fn manners(&mut self) {
        let error = server_errors(self.seen).next();
        if let Some(actual) = error.map(|(url, status)| format!("{url} answered {status}")) {
            let notes = self.changes();
            let expected = "an error that the app has foreseen";
            self.add(Severity::Warning, expected, actual, notes);
        }
        if self.seen.blank && self.seen.findings.is_empty() {
            let actual = "the page is empty".to_owned();
            let expected = "the user to be told something";
            self.add(Severity::Warning, expected, actual, Vec::new());
        }
    }

    /// What was changed, for the reader.
    fn changes(&self) -> Vec<String> {
        let value = |value: &Option<serde_json::Value>| {
            let text = value.as_ref().map(ToString::to_string);
            short(&text.unwrap_or_else(|| "nothing".to_owned()))
        };
        self.seen
            .requests
            .iter()
            .flat_map(|one| one.tampered.iter().map(move |mark| (one.seq, mark)))
            .take(4)
            .map(|(seq, mark)| {
                format!(
                    "request #{seq}: {} {} was {}, {} made it {}",
                    mark.artefact,
                    mark.field,
                    value(&mark.before),
                    mark.operation,
                    value(&mark.after),
                )
            })
            .collect()
    }
}
