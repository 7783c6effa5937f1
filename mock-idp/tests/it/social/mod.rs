//! Signing in with Hugging Face, over real sockets: application, Logto's pages, Hugging Face's pages,
//! the connector's calls, and back.

mod browser;
mod sign_in;
