//! The Experience API: `/api/experience/…` and `/api/interaction/consent`.
//!
//! A handler finds the interaction, reads its input, and calls the state machine. Which interaction it is
//! comes first: without one, no input is looked at.

mod consent;
mod input;
mod interaction;
mod legacy;
mod mfa;
mod profile;
pub mod router;
mod social;
mod verification;
mod visit;

pub(in crate::logto) use input::{is_email, is_phone, recipient};
pub use router::routes;

#[cfg(test)]
mod tests;
