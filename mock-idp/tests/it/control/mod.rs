//! The control API over its listener, through the typed client and as raw HTTP.

mod clock;
mod journal;
mod kit;
mod openapi;
mod refusals;
mod sessions;
mod state;
mod tampers;
mod tenants;
mod tokens;
