//! The binary itself: what it prints, how it ends, and that it leaves nothing behind.
//!
//! - `suite`: little suites in temporary folders, and the binary run on them
//! - `conform`: the conformance catalogue → exit codes 2 and 3
//! - `invalid`: files that are wrong → exit code 2
//! - `failing`: scenarios that fail → exit code 1 with evidence
//! - `environment`: what cannot be tested → exit code 3
//! - `init`: a profile from flags or from three questions
//! - `interrupt`: Ctrl-C in the middle
//! - `schema`: the committed schemas are those of the code

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod conform;
mod environment;
mod failing;
mod init;
mod interrupt;
mod invalid;
mod schema;
mod suite;
