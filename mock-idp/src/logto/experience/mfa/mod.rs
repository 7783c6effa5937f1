//! Second factors: which there are, when one is asked for, how one is proved, and how new ones are bound.
//!
//! Authenticator apps, backup codes, and codes to the user's own address or number. Passkeys are not built.

pub mod backup_code;
pub mod bind;
pub mod factor;
pub mod guard;
pub mod pending;
pub mod qr_code;
pub mod totp;

pub use bind::{Choice, bind, choose};
pub use factor::Factor;
pub use guard::{guard_available, guard_fulfilled, guard_passkey, guard_verified};
pub use pending::{NewFactors, to_store};
