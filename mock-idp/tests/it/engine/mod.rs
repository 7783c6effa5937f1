//! The engine's browser half, request by request, against a Logto built in code.
//!
//! `world` is the tenant and one browser; `shown` turns answers into text for snapshots.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, in helper functions too"
)]

mod authorize;
mod device;
mod end_session;
mod interaction;
mod properties;
mod pushed;
mod session;
mod shown;
mod world;
