//! Signing in, registering and resetting a password: what Logto's Experience API does, as pure functions
//! on the tenant's state, and the API itself.
//!
//! An [`Experience`] stands beside an interaction of the engine, under the same `uid`,
//! from its start to the end of the interaction:
//!
//! ```text
//! begin ─► verify (password, code, social, …) ─► identify ─► [profile, MFA] ─► submit ─► resume address
//!          └── one record per kind                └ Register: makes the user
//! ```
//!
//! The API and the server-rendered pages both act through these functions. What the engine does with a
//! finished interaction is the engine's; what connectors ask of other providers is the connectors'.

pub mod api;
pub mod audit;
pub mod blocklist;
pub mod code;
pub mod connector;
pub mod consent;
pub mod event;
pub mod identification;
pub mod identifier;
pub mod mandatory_profile;
pub mod mfa;
pub mod new_user;
pub mod one_time_token;
pub mod password;
pub mod password_digest;
pub mod password_policy;
pub mod profile;
pub mod record;
pub mod sentinel;
pub mod sign_in_method;
pub mod social;
pub mod sso;
pub mod submission;
pub mod submit;
pub mod username_policy;
pub mod verification;

pub use event::{begin, change_event};
pub use identification::{Identified, identify};
pub use identifier::Identifier;
pub use password::{new_password_identity, verify_password};
pub use profile::{reset_password, set_profile};
pub use record::{Experience, Experiences, InteractionEvent, SignInContext};
pub use submit::{Submitted, submit};

#[cfg(test)]
mod tests;
