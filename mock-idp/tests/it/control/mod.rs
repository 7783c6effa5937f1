//! The control API over its listener, through the typed client and as raw HTTP.

mod clock;
mod console;
mod journal;
mod kit;
mod openapi;
mod readme;
mod refusals;
mod sessions;
mod state;
mod tampers;
mod tenants;
mod tokens;
