//! Rows of which it is known that an app fails them: they are told, and do not count; one that passes does.

use super::{CaseResult, Failure, Outcome, Standing};
use crate::source::Place;

/// A row that is expected to fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFailure {
    /// The row's name: all rows of its table, unless a row of the table is named: `row › case`.
    pub row: String,
    /// Why it fails.
    pub reason: String,
    /// Where that was written.
    pub place: Place,
}

/// Rows that are expected to fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedFailures(pub Vec<ExpectedFailure>);

impl ExpectedFailures {
    fn find(&self, row: &str) -> Option<&ExpectedFailure> {
        let table = row.split_once(" › ").map_or(row, |(table, _)| table);
        let named = |name: &str| self.0.iter().find(|one| one.row == name);
        named(row).or_else(|| named(table))
    }

    /// Gives a result its final verdict.
    pub fn apply(&self, case: &mut CaseResult) {
        let name = case.place.clone();
        let Some(last) = case.tries.last_mut() else {
            return;
        };
        let Some(judgement) = &mut last.judgement else {
            return;
        };
        let Some(expected) = self.find(&judgement.row) else {
            return;
        };
        match judgement.standing {
            Standing::Fail | Standing::Warn => {
                judgement.standing = Standing::ExpectedFailure;
                let reason = format!("{} ({})", expected.reason, judgement.reason);
                last.outcome = Outcome::Skipped(format!("expected failure: {reason}"));
                last.warnings.clear();
                judgement.reason = reason;
            }
            Standing::Pass => {
                judgement.standing = Standing::UnexpectedPass;
                judgement.reason = format!(
                    "it passes, and {} expects it to fail: {}",
                    expected.place, expected.reason
                );
                last.outcome = Outcome::Failed(Box::new(Failure {
                    title: judgement.reason.clone(),
                    place: name,
                    through: Vec::new(),
                    findings: Vec::new(),
                    evidence: super::Evidence::default(),
                }));
            }
            Standing::NotApplicable
            | Standing::ExpectedFailure
            | Standing::Inconclusive
            | Standing::UnexpectedPass => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        result::{Judgement, Oracle, Try},
        source::Source,
    };

    fn case(row: &str, standing: Standing) -> CaseResult {
        let place = Place::new(&Source::new("a.yaml", "scenario: x"), 0..8);
        let silent = || Oracle::silent("");
        CaseResult {
            id: "conformance/basic/a".into(),
            name: "A".into(),
            group: "conformance/basic".into(),
            place,
            tags: Vec::new(),
            conforms: Vec::new(),
            tries: vec![Try {
                took: Duration::ZERO,
                outcome: Outcome::Passed,
                warnings: Vec::new(),
                judgement: Some(Box::new(Judgement {
                    row: row.into(),
                    standing,
                    reason: "it signed in".into(),
                    tampered: Vec::new(),
                    app: silent(),
                    wire: silent(),
                    said: silent(),
                    control: None,
                    foundation: String::new(),
                    rung: None,
                })),
            }],
        }
    }

    #[test]
    fn failures_are_forgiven_and_passes_are_not() {
        let place = Place::new(&Source::new("x.expected-failures.yaml", "a: known"), 0..1);
        let expected = |row: &str| {
            ExpectedFailures(vec![ExpectedFailure {
                row: row.into(),
                reason: "known".into(),
                place: place.clone(),
            }])
        };
        let cases = [
            ("a", "a", Standing::Fail, Standing::ExpectedFailure),
            ("a", "a", Standing::Warn, Standing::ExpectedFailure),
            ("a", "a", Standing::Pass, Standing::UnexpectedPass),
            ("a", "a", Standing::NotApplicable, Standing::NotApplicable),
            ("a", "a", Standing::Inconclusive, Standing::Inconclusive),
            ("a", "b", Standing::Fail, Standing::Fail),
            ("a", "a › one", Standing::Fail, Standing::ExpectedFailure),
            (
                "a › one",
                "a › one",
                Standing::Fail,
                Standing::ExpectedFailure,
            ),
            ("a › one", "a › two", Standing::Fail, Standing::Fail),
        ];
        for (listed, row, before, after) in cases {
            let mut case = case(row, before);
            expected(listed).apply(&mut case);
            assert_eq!(case.standing(), after, "{listed} for {row}: {before:?}");
        }
    }
}
