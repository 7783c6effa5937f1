//! `…/state`: all that a tenant knows, taken out, put in, or brought back to the seed.
//!
//! [`document`] is the whole, [`entities`] its rows.

mod document;
mod entities;
mod handlers;

pub use document::{Document, DocumentError};
pub(super) use handlers::*;
