//! The engine's browser half, request by request, against a Logto built in code.
//!
//! `world` is the tenant and one browser; `shown` turns answers into text for snapshots.

mod authorize;
mod device;
mod end_session;
mod interaction;
mod properties;
mod pushed;
mod session;
mod shown;
mod world;
