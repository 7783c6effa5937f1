//! Listeners, one port per origin; the recorder that writes the journal; start and stop.

mod listen;
mod mock;
mod recorder;

pub use listen::ListenError;
pub use mock::{Closing, MockIdp, Options, StartError};
