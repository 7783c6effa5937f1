//! All routes on one page.

use axum::Router;

use super::{
    App, account, assets, backchannel_logout, callback, home, not_found, sign_in, sign_out,
};

/// The routes, waiting for their state.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(home::routes())
        .merge(sign_in::routes())
        .merge(callback::routes())
        .merge(account::routes())
        .merge(sign_out::routes())
        .merge(backchannel_logout::routes())
        .merge(assets::routes())
        .fallback(not_found::not_found)
}
