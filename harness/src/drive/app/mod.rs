//! The app under test as a process: built, started, waited for, read, ended.
//!
//! [`Launch`] says how a process is run, [`App::start`] runs it until it is [`Ready`], [`build()`] runs
//! one to its end. What the process prints is kept in a [`Log`]: it is evidence, and half of every
//! error message here.

mod build;
mod log;
mod process;
mod ready;

pub use build::build;
pub use log::Log;
pub use process::{App, AppError, Launch};
pub use ready::Ready;
