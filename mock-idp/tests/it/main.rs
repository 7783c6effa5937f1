//! Behaviour of the mock as a whole, over real sockets or the real binary. A module per area.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod binary;
mod control;
mod engine;
mod layers;
mod management;
mod pages;
mod social;
mod tamper;
