//! Logto 1.42 with its Hugging Face connector, offline, in one small binary or inside a test.
//!
//! A developer points an app at a [`MockIdp`] and neither the app nor its SDK can tell it from Logto.
//!
//! # Layers
//!
//! Each room imports only those to its right; a test reads `src/` and fails on an arrow the wrong way.
//!
//! ```text
//! main, cli ─► server ─► control ─► logto ✕ huggingface ─► oidc ─► base
//! ```
//!
//! - [`base`] knows nothing of OAuth: clock, ids, keys, tables with expiry, the journal.
//! - [`oidc`] is the engine: pure and synchronous, unaware of which provider it serves.
//! - `logto` and `huggingface` are the two providers; they never import each other and meet over HTTP.
//! - `control` is the mock's own API; `server` owns listeners and middleware.

pub mod base;
pub mod huggingface;
pub mod logto;
pub mod oidc;
