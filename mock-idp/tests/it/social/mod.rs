//! Signing in with Hugging Face, over real sockets: application, Logto's pages, Hugging Face's pages,
//! the connector's calls, and back.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod browser;
mod sign_in;
