//! The pages through the router, in a browser without scripts: what they say, what their forms do.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod browser;
mod consent;
mod device;
mod forgot_password;
mod guard;
mod identifier_first;
mod looks;
mod odd;
mod register;
mod sign_in;
mod social;
mod terms;
mod world;
