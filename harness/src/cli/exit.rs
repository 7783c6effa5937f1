//! Exit codes: they tell "the app failed" from "we could not test it".

use std::process::ExitCode;

use crate::result::{RunResult, Standing, Verdict};

/// How the harness ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: all as expected.
    Good,
    /// 1: a scenario failed.
    Failed,
    /// 2: a scenario, a profile, a seed or a flag is invalid.
    Invalid,
    /// 3: the environment failed: browser, app, tenant.
    Environment,
    /// 4: some scenarios passed only when tried again, all others passed.
    Flaky,
    /// 130: interrupted.
    Interrupted,
}

impl Exit {
    /// The exit code of a run.
    pub fn of(result: &RunResult) -> Self {
        if result.interrupted {
            return Self::Interrupted;
        }
        match result.broken() {
            Some(broken) if broken.invalid => Self::Invalid,
            Some(_) => Self::Environment,
            None if result.count(Verdict::Failed) > 0 => Self::Failed,
            // A worker that panicked took its case with it.
            None if result.cases.len() < result.planned => Self::Environment,
            None if result.count(Verdict::Flaky) > 0 => Self::Flaky,
            None => Self::Good,
        }
    }

    /// The exit code of a conformance run: warnings and what is not applicable are good, what proves nothing is
    /// not.
    pub fn of_conformance(result: &RunResult) -> Self {
        let count = |standing| result.standing(standing);
        if result.interrupted {
            return Self::Interrupted;
        }
        match result.broken() {
            Some(broken) if broken.invalid => Self::Invalid,
            Some(_) => Self::Environment,
            None if count(Standing::Fail) + count(Standing::UnexpectedPass) > 0 => Self::Failed,
            None if count(Standing::Inconclusive) > 0 => Self::Environment,
            None if result.cases.len() < result.planned => Self::Environment,
            None => Self::Good,
        }
    }

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Failed => 1,
            Self::Invalid => 2,
            Self::Environment => 3,
            Self::Flaky => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
