//! Logto 1.42 with its Hugging Face connector, offline, in one small binary or inside a test.
//!
//! A developer points an app at a [`MockIdp`] and neither the app nor its SDK can tell it from Logto.
//!
//! # Layers
//!
//! Each room imports only those to its right; a test reads `src/` and fails on an arrow the wrong way.
//!
//! ```text
//! main, cli ─► server ─► control ─► seed ─► logto ✕ huggingface ─► oidc ─► base
//! ```
//!
//! - [`base`] knows nothing of OAuth: clock, ids, keys, tables with expiry, the journal.
//! - [`oidc`] is the engine: pure and synchronous, unaware of which provider it serves.
//! - `logto` and `huggingface` are the two providers; they never import each other and meet over HTTP.
//! - [`seed`] makes both providers' data from one file.
//! - [`control`] is the mock's own API; [`server`] owns listeners and the recorder; [`cli`] speaks to people.

pub mod base;
pub mod cli;
pub mod control;
pub mod huggingface;
pub mod logto;
pub mod oidc;
pub mod seed;
pub mod server;

pub use base::{journal, tamper};
pub use seed::{Seed, SeedError};
pub use server::{MockIdp, Options, StartError};
