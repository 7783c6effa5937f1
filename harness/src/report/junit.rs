//! The report for build servers: JUnit XML.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::failure::failure_text;
use crate::{
    result::{CaseResult, Outcome, RunResult, Try, Verdict},
    source::Paint,
};

/// The result as JUnit XML: one suite for each folder of scenarios.
pub fn junit(result: &RunResult) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new(result.app.as_str());
    report.set_time(result.took);
    let mut groups: Vec<&str> = result
        .cases
        .iter()
        .map(|case| case.group.as_str())
        .collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let cases: Vec<_> = result
            .cases
            .iter()
            .filter(|case| case.group == group)
            .collect();
        let mut suite = TestSuite::new(if group.is_empty() { "scenarios" } else { group });
        suite.set_time(cases.iter().map(|case| case.took()).sum::<Duration>());
        suite.add_property(("agent", result.agent.as_str()));
        for case in cases {
            suite.add_test_case(test_case(case));
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn test_case(case: &CaseResult) -> TestCase {
    let mut status = match case.tries.last().map(|last| &last.outcome) {
        Some(Outcome::Passed) => TestCaseStatus::success(),
        Some(Outcome::Failed(failure)) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(failure.evidence.redactions.apply(&failure.title));
            status.set_type("expectation");
            status.set_description(failure_text(failure, Paint::Plain));
            status
        }
        Some(Outcome::Broken(broken)) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(broken.title.as_str());
            status.set_type("environment");
            status.set_description(broken.cause.as_str());
            status
        }
        Some(Outcome::Skipped(why)) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(why.as_str());
            status
        }
        None => TestCaseStatus::skipped(),
    };
    let earlier = case
        .tries
        .split_last()
        .map_or(&[][..], |(_, earlier)| earlier);
    if matches!(case.verdict(), Verdict::Flaky | Verdict::Failed) {
        for one in earlier {
            add_rerun(&mut status, one);
        }
    }
    let mut test = TestCase::new(case.name.as_str(), status);
    test.set_classname(case.id.as_str());
    test.set_time(case.took());
    test.extra
        .insert("file".into(), case.place.source().path.as_str().into());
    test.extra
        .insert("line".into(), case.place.line().to_string().into());
    test
}

fn add_rerun(status: &mut TestCaseStatus, one: &Try) {
    let Outcome::Failed(failure) = &one.outcome else {
        return;
    };
    let mut rerun = TestRerun::new(NonSuccessKind::Failure);
    rerun.set_message(failure.evidence.redactions.apply(&failure.title));
    rerun.set_description(failure_text(failure, Paint::Plain));
    rerun.set_time(one.took);
    status.add_rerun(rerun);
}
