//! The token endpoint (RFC 6749 section 3.2): one file per grant type, what they share beside them.
//!
//! [`endpoint`] picks the grant type; each authenticates the application with [`client`] (which may be
//! known from the code alone), checks what it was given, and ends in [`issue`].

pub mod authorization_code;
pub mod client;
pub mod device_code;
pub mod endpoint;
pub mod exchange;
pub mod issue;
pub mod refresh_token;

pub use endpoint::{GRANT_TYPES, handle};
pub use issue::Granted;
