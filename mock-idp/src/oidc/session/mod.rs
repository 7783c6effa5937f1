//! The browser's session at the provider: who is signed in, and into which clients.
//!
//! [`model`] is what is kept, [`current`] is the session of one request from its cookie to its
//! `Set-Cookie`, [`binding`] says whether what was issued in a session still stands.

pub mod authorizations;
pub mod binding;
pub mod current;
pub mod direct;
pub mod model;

pub use authorizations::{Authorization, Authorizations};
pub use current::Current;
pub use model::{PendingForm, Session};
