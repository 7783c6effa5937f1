//! Tampering: what a provider sends, changed on purpose.

mod armed;
mod artefact;
mod change;
mod field;
mod operation;
mod plan;
mod respond;
mod signature;
mod when;
mod word;

pub use armed::{Tamper, Tampered, Tampers};
pub use artefact::{Artefact, Form};
pub use change::{Change, Fields, Unfit};
pub use field::{Field, NoField, Step};
pub use operation::{Operation, Replace, Type, Yes};
pub use plan::{NoPlan, Plan};
pub use respond::{Pause, Respond, Size};
pub use signature::SignatureFault;
pub use when::{Occasion, When};
