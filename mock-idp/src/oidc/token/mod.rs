//! The token endpoint (RFC 6749 section 3.2): one file per grant type, and the phases they share.
//!
//! ```text
//! endpoint ─► client_auth ─► grant type ─┬─► authorization_code ─┐
//!                                        ├─► device_code ────────┤► resource ─► access ─► response
//!                                        ├─► refresh_token ──────┤   organization
//!                                        ├─► client_credentials ─┤
//!                                        └─► token_exchange ─────┘
//! ```

mod access;
mod authorization_code;
mod client_credentials;
mod device_code;
pub mod direct;
mod endpoint;
mod organization;
mod refresh_token;
mod resource;
mod response;
mod token_exchange;

pub use endpoint::handle;
