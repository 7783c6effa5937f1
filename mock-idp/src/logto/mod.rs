//! What Logto adds to the engine: its data, its error envelope, its experience, its pages, its APIs.

pub mod app;
pub mod model;
pub mod profile;

pub use app::{App, State};
