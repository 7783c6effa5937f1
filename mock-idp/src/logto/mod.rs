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
pub mod phrases;
pub mod profile;
mod signed_out;
pub mod well_known;

pub use api_error::ApiError;
pub use app::{App, State};

/// All of Logto's routes. The pages answer every address that nothing else has.
pub fn router(app: App) -> axum::Router {
    // The longest list first: those that are merged into it are built twice.
    let routes = management::routes()
        .merge(pages::routes())
        .merge(http::routes())
        .merge(experience::api::routes())
        .merge(account::routes())
        .merge(well_known::routes());
    http::finished(routes.with_state(app.clone()), app)
}
