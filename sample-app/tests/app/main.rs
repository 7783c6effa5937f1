//! The application through its router, against a small Logto of the tests' own that can be told to lie.
//!
//! `world` joins the parts: the provider (`provider`, `signing`), the application with a clock that the
//! test moves, and a browser that keeps a cookie. Nothing here sleeps.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot be unwrapped fails the test that needs it"
)]

mod account;
mod backchannel_logout;
mod browser;
mod callback;
mod configuration;
mod discovery;
mod id_token;
mod layering;
mod logto_client;
mod pages;
mod provider;
mod refresh;
mod sign_in;
mod sign_out;
mod signing;
mod world;
