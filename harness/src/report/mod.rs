//! Reports: pure functions of the result tree.
//!
//! [`Human`] is for a terminal, line by line as events come, in the manner of cargo-nextest, [`Conformance`] the
//! same for the rows of the conformance catalogue; [`mod@junit`] and [`mod@json`] are for machines. All of them show texts through the redactions of the result.

mod conformance;
mod failure;
mod human;
mod json;
mod junit;
mod style;
#[cfg(test)]
mod tests;

pub use conformance::{Conformance, markdown};
pub use failure::failure_text;
pub use human::Human;
pub use json::json;
pub use junit::junit;
pub use style::duration;
