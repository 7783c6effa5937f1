//! Drives any app in a real browser from scenario files and judges how it handles sign-in.
//!
//! # Layers
//!
//! Each room imports only along the arrows; `tests/layering.rs` reads `src/` and fails on any other.
//!
//! ```text
//! cli ─► run ─► {plan, drive, check} ─► result        plan ─► scenario        report ─► result only
//! leaves that anybody may use: source, clock; expectation between plan, run and check
//! ```
//!
//! - [`scenario`]: files → typed, with the place of every part
//! - [`plan`]: selected, expanded, resolved: nothing optional is left afterwards
//! - [`drive`]: the only room that talks: browsers, apps, sockets, the tenant
//! - [`run`]: one case in a fresh world; deadlines, never sleeps
//! - [`check`]: evidence → findings, pure
//! - [`result`]: the tree of what came out; redaction
//! - [`report`]: the tree as text for people and machines
//! - [`expectation`]: the vocabulary of what is expected
//! - [`source`]: files, places, diagnostics
//! - [`cli`]: flags, environment, terminal, exit codes

pub mod check;
pub mod cli;
pub mod clock;
pub mod drive;
pub mod expectation;
pub mod plan;
pub mod report;
pub mod result;
pub mod run;
pub mod scenario;
pub mod source;
