//! The tree of results.

use std::time::Duration;

use serde::Serialize;

use super::{Broken, Failure, Finding, Judgement, Standing};
use crate::source::Place;

/// The result of a run.
#[derive(Clone, Debug, Serialize)]
pub struct RunResult {
    /// The app under test.
    pub app: String,
    /// What played the user, for a person.
    pub agent: String,
    /// The cases, in the order of the plan; those not played after an interrupt are absent.
    pub cases: Vec<CaseResult>,
    /// When it began, in RFC 3339.
    pub started: String,
    /// How long it took.
    pub took: Duration,
    /// How many cases the plan had.
    pub planned: usize,
    /// Whether it was interrupted.
    pub interrupted: bool,
}

/// The result of one case.
#[derive(Clone, Debug, Serialize)]
pub struct CaseResult {
    /// The path of its file below `scenarios/`, without the ending.
    pub id: String,
    /// The scenario's line, with the row.
    pub name: String,
    /// The folder of its file.
    pub group: String,
    /// Where it is written.
    pub place: Place,
    /// Its tags.
    pub tags: Vec<String>,
    /// The clauses that it rests on.
    pub conforms: Vec<String>,
    /// What happened, one for each try; the last one counts.
    pub tries: Vec<Try>,
}

/// One try.
#[derive(Clone, Debug, Serialize)]
pub struct Try {
    /// How long it took.
    pub took: Duration,
    /// How it ended.
    pub outcome: Outcome,
    /// What is told although nothing failed.
    pub warnings: Vec<Finding>,
    /// What was proved, where the scenario is a trial: a provider that does wrong, or an attack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Box<Judgement>>,
}

impl Try {
    /// A try that was not played.
    pub fn skipped(why: impl Into<String>) -> Self {
        Self {
            took: Duration::ZERO,
            outcome: Outcome::Skipped(why.into()),
            warnings: Vec::new(),
            judgement: None,
        }
    }
}

/// How a try ended.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything was as expected.
    Passed,
    /// Something was not.
    Failed(Box<Failure>),
    /// It could not be played.
    Broken(Broken),
    /// It was not played, for this reason.
    Skipped(String),
}

/// What is to be said about a case in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything was as expected.
    Passed,
    /// It was not played.
    Skipped,
    /// It failed first and passed when tried again.
    Flaky,
    /// It failed.
    Failed,
    /// It could not be played.
    Broken,
}

impl CaseResult {
    /// What is to be said about it in one word.
    pub fn verdict(&self) -> Verdict {
        match self.tries.last().map(|last| &last.outcome) {
            Some(Outcome::Passed) if self.tries.len() > 1 => Verdict::Flaky,
            Some(Outcome::Passed) => Verdict::Passed,
            Some(Outcome::Failed(_)) => Verdict::Failed,
            Some(Outcome::Broken(_)) => Verdict::Broken,
            Some(Outcome::Skipped(_)) | None => Verdict::Skipped,
        }
    }

    /// What was proved by the last try.
    pub fn judgement(&self) -> Option<&Judgement> {
        self.tries.last()?.judgement.as_deref()
    }

    /// The verdict of its row in a conformance matrix.
    pub fn standing(&self) -> Standing {
        match (self.judgement(), self.verdict()) {
            (Some(judgement), _) => judgement.standing,
            (None, Verdict::Passed | Verdict::Flaky) => Standing::Pass,
            (None, Verdict::Skipped) => Standing::NotApplicable,
            (None, Verdict::Failed) => Standing::Fail,
            (None, Verdict::Broken) => Standing::Inconclusive,
        }
    }

    /// How long all tries took.
    pub fn took(&self) -> Duration {
        self.tries.iter().map(|one| one.took).sum()
    }
}

impl RunResult {
    /// How many cases have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.cases
            .iter()
            .filter(|case| case.verdict() == verdict)
            .count()
    }

    /// How many rows of a conformance matrix have this verdict.
    pub fn standing(&self, standing: Standing) -> usize {
        self.cases
            .iter()
            .filter(|case| case.standing() == standing)
            .count()
    }

    /// The first reason why a case could not be played.
    pub fn broken(&self) -> Option<&Broken> {
        self.cases
            .iter()
            .flat_map(|case| &case.tries)
            .find_map(|one| match &one.outcome {
                Outcome::Broken(broken) => Some(broken),
                Outcome::Passed | Outcome::Failed(_) | Outcome::Skipped(_) => None,
            })
    }
}
