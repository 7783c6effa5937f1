//! The console page at `/` of the control listener: what a tenant saw and why it refused something, and
//! what it knows, in a browser. Forms work without scripts; a small script keeps the page up to date.
//!
//! [`page`] puts it together, [`exchange`] shows one entry of the journal, [`explain`] says what went
//! wrong and what to do, [`switches`] are the common tampers, [`actions`] what the forms do.

mod actions;
mod assets;
mod exchange;
mod explain;
mod page;
mod switches;

use axum::{Router, routing::get};

use super::Tenants;

pub(super) fn routes() -> Router<Tenants> {
    Router::new()
        .route("/", get(page::show))
        .route("/console/{tenant}/exchanges", get(page::exchanges))
        .merge(actions::routes())
        .merge(assets::routes())
}
