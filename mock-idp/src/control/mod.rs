//! The mock's own API and its console page, on a listener of their own: what tenants there are, what
//! they know, saw and issued, what time it is for them, and what they do wrong on purpose.
//!
//! One file per resource, named as its path is; each has its wire types, which are public, beside its
//! handlers. [`openapi`] describes all of it, [`Client`] calls all of it.
//!
//! ```text
//! request ─► guard ─► tenants ─┬─► state ─ journal ─ har ─ clock ─ inbox ─ keys
//!                              └─► sessions ─ tokens ─ tampers       └─► refusal
//! ```

pub mod client;
pub mod clock;
mod console;
mod foreign;
mod guard;
mod har;
mod inbox;
pub mod journal;
pub mod keys;
pub mod openapi;
pub mod refusal;
mod routes;
pub mod sessions;
pub mod state;
pub mod status;
pub mod tampers;
pub mod tenant;
pub mod tenants;
pub mod time;
pub mod tokens;

pub use client::Client;
pub use refusal::Refusal;
pub use routes::router;
pub use tenant::Tenant;
pub use tenants::Tenants;
