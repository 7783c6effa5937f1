//! What Logto adds to the engine: its data, its error envelope, its experience, its pages, its APIs.

pub mod account;
pub mod api;
pub mod api_error;
pub mod app;
mod app_secret;
mod audit;
pub mod connectors;
pub mod directory;
pub mod envelope;
pub mod events;
pub mod experience;
pub mod headers;
pub mod http;
pub mod inbox;
mod interaction_start;
pub mod management;
pub mod model;
pub mod pages;
mod parts;
pub mod phrases;
pub mod profile;
mod signed_out;
pub mod well_known;

pub use api_error::ApiError;
pub use app::{App, State};

use crate::oidc::transport::Answering;

/// All of Logto's routes.
pub fn router(app: App) -> Answering {
    http::finished(parts::Parts::new(&app), app)
}
