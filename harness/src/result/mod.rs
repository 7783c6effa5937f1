//! What came out of a run, as plain data: a tree that reports read, and the events by which it grows.
//!
//! A leaf: `run` fills it, `report` reads it, nobody decides here. What must not be shown is replaced by
//! [`Redactions`], the one table of it.

mod event;
mod exchange;
mod expected_failures;
mod failure;
mod judgement;
mod redactions;
mod tree;

pub use event::Event;
pub use exchange::{Exchange, Issued, Problem, Tampered};
pub use expected_failures::{ExpectedFailure, ExpectedFailures};
pub use failure::{AnswerSeen, Broken, Evidence, Failure, Finding, PageSeen, Severity};
pub use judgement::{Control, Judgement, Oracle, Rung, Standing};
pub use redactions::{Redactions, Secret};
pub use tree::{CaseResult, Outcome, RunResult, Try, Verdict};
