//! Judgement: evidence and expectations → findings. Pure functions, no waiting, no talking.
//!
//! [`check`] compares one expectation with the [`Evidence`] of one moment; `run` asks again until all
//! hold or time is up. Every finding says what was expected, what was there, how much it weighs and the
//! clause it rests on.

mod address;
mod compare;
mod evidence;
mod finding;
mod foundation;
mod judge;
mod path;
mod requests;
mod secrets;
mod snapshot;
#[cfg(test)]
mod tests;
mod trial;
mod wire;
mod wrongs;

pub use compare::{Reading, fits};
pub use evidence::{Answer, CookieSeen, ElementSeen, Evidence, Page};
pub use finding::target_words;
pub use foundation::foundation_says;
pub use judge::check;
pub use path::lookup;
pub use snapshot::{Names, rendered, requests_text};
pub use trial::{Proved, Question, Seen, control_says, judge_trial, poisons, unproved};
pub use wire::{Use, uses};
