//! Why a scenario failed, and what there was to see.

use std::path::PathBuf;

use serde::Serialize;

use super::{Exchange, Redactions};
use crate::source::Place;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The scenario fails.
    Failure,
    /// It is told, no more: something could not be looked at.
    Warning,
}

/// One thing that is not as expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// The clause that the expectation rests on, where the scenario names one.
    pub clause: Option<String>,
    /// Where the expectation was written.
    pub place: Place,
    /// What was expected, in words.
    pub expected: String,
    /// What was there, in words.
    pub actual: String,
    /// Further facts: differences of a snapshot, the nearest requests.
    pub notes: Vec<String>,
}

/// Why a scenario failed.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// What went wrong, in one line.
    pub title: String,
    /// At which step.
    pub place: Place,
    /// The `use` steps that led there, outermost first.
    pub through: Vec<Place>,
    /// Expectations that did not hold; empty when the step itself could not be done.
    pub findings: Vec<Finding>,
    /// What there was to see.
    pub evidence: Evidence,
}

/// What there was to see when a scenario failed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Evidence {
    /// What the user saw.
    pub page: Option<PageSeen>,
    /// The last answer to an `http` step.
    pub answer: Option<AnswerSeen>,
    /// A picture of the page.
    pub screenshot: Option<PathBuf>,
    /// The last lines that each app instance printed.
    pub logs: Vec<(String, Vec<String>)>,
    /// What the provider saw.
    pub requests: Vec<Exchange>,
    /// What must not be shown.
    #[serde(skip)]
    pub redactions: Redactions,
}

/// What the user saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageSeen {
    /// The address.
    pub url: String,
    /// The title.
    pub title: String,
    /// The visible text.
    pub text: String,
}

/// An answer to an `http` step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AnswerSeen {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The command that sends the same request.
    pub curl: String,
}

/// Why a scenario could not be played: never the app's verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// What failed: `the app is not ready`, `the browser failed`, `the seed is refused`.
    pub title: String,
    /// The details, several lines perhaps.
    pub cause: String,
    /// Whether a file is at fault rather than the environment.
    pub invalid: bool,
}
