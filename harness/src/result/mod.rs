//! What came out of a run, as plain data: a tree that reports read, and the events by which it grows.
//!
//! A leaf: `run` fills it, `report` reads it, nobody decides here. What must not be shown is replaced by
//! [`Redactions`], the one table of it.

mod event;
mod exchange;
mod failure;
mod redactions;
mod tree;

pub use event::Event;
pub use exchange::{Exchange, Issued, Problem};
pub use failure::{AnswerSeen, Broken, Evidence, Failure, Finding, PageSeen, Severity};
pub use redactions::{Redactions, Secret};
pub use tree::{CaseResult, Outcome, RunResult, Try, Verdict};
