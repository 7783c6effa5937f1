//! The crate from outside: one binary, a module per area.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, in helper functions too"
)]

mod engine;
mod layers;
