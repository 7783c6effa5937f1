//! The application as a router: all routes, and around them the layers.

use std::future::ready;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;

use crate::clock::Clock;
use crate::config::Config;
use crate::headers::SecurityHeaders;
use crate::routes;

/// The application, ready to be served. Talks to Logto only when a request needs it.
pub fn app(config: Config) -> Router {
    app_with_clock(config, Clock::system())
}

/// The application with a clock of the caller's.
pub fn app_with_clock(config: Config, clock: Clock) -> Router {
    let headers = SecurityHeaders::new(config.is_https());
    routes::routes()
        .with_state(routes::App::new(config, clock))
        // Inside, so that what is logged is what the routes answered.
        .layer(middleware::from_fn(log))
        // Outside, so that no response leaves without them, whoever made it.
        .layer(middleware::map_response(move |response: Response| {
            ready(headers.set(response))
        }))
}

/// Logs a request without its query, which may hold codes.
async fn log(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    tracing::debug!(%method, ?path, status = response.status().as_u16(), "answered");
    response
}
