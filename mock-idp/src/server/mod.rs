//! Listeners, one port per origin; the recorder that writes the journal; start and stop.

mod listen;
mod mock;
mod origins;
mod recorder;

pub use listen::ListenError;
pub use mock::{MockIdp, Options, StartError};
pub use origins::Closing;
