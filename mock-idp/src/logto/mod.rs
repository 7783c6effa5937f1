//! What Logto adds to the engine: its data, its error envelope, its experience, its pages, its APIs.

pub mod api_error;
pub mod app;
pub mod model;
pub mod phrases;
pub mod profile;

pub use api_error::ApiError;
pub use app::{App, State};
