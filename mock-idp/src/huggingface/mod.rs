//! Hugging Face as an OAuth 2 and OpenID Connect provider, on an origin of its own.
//!
//! It shares the engine's vocabulary and Logto never reaches into it: the two meet over HTTP, as the
//! real ones do. Its tokens, sessions and consents differ enough from Logto's to have rules of their own.
//!
//! - [`model`]: registered applications, users, organizations, and how a seed writes them.
//! - [`app`] and [`store`]: what is remembered, behind one lock.
//! - [`authorize`], [`login`], [`device`], [`settings`], [`profile`]: what people see. [`pages`] draws it.
//! - [`token`], [`userinfo`], [`whoami`], [`discovery`], [`register`]: what programs call.
//! - [`http`]: routes, and the way between axum and the handlers.
//!
//! Handlers are synchronous and pure: a transaction ([`app::Tx`]) and a request go in, a reply comes out.

pub mod app;
pub mod authorize;
pub mod avatar;
pub mod device;
pub mod discovery;
pub mod http;
pub mod login;
pub mod model;
pub mod pages;
pub mod profile;
pub mod redirect_uri;
pub mod register;
pub mod scope;
pub mod settings;
pub mod store;
pub mod token;
pub mod userinfo;
pub mod whoami;

pub use app::{App, State};
pub use http::router;

#[cfg(test)]
mod tests;
