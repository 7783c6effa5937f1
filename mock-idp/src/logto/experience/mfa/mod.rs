//! Second factors: which there are, when one is asked for, and how new ones are bound.

pub mod factor;
pub mod guard;
pub mod pending;

pub use factor::Factor;
pub use guard::{guard_available, guard_fulfilled, guard_passkey, guard_verified};
pub use pending::{NewFactors, to_store};
