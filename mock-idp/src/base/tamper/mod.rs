//! Tampering: what a provider sends, changed on purpose.

mod armed;
mod artefact;
mod change;
mod field;
mod foreign;
mod json;
mod operation;
mod parameters;
mod plan;
mod respond;
mod signature;
mod token;
mod when;
mod word;

pub(crate) use armed::Due;
pub use armed::{Tamper, Tampered, Tampers};
pub use artefact::{Artefact, Form};
pub use change::{Change, Fields, Unfit};
pub use field::{Field, NoField, Step};
pub use foreign::{Foreign, JWKS_PATH};
pub(crate) use json::{Made, change, write};
pub use operation::{Operation, Replace, Type, Yes};
pub(crate) use parameters::Parameters;
pub use plan::{NoPlan, Plan};
pub use respond::{Pause, Respond, Size};
pub use signature::SignatureFault;
pub(crate) use token::{Forged, forge};
pub use when::{Occasion, When};
