//! The router of the Management API: all resources' calls.

use axum::Router;

use super::{
    applications, connectors, hooks, logs, one_time_tokens, organization_template, organizations,
    resources, roles, route::Routes, sign_in_experience, subject_tokens, users,
};
use crate::logto::{App, api::finished};

/// Serves the resources below `/api`.
pub fn router(app: App) -> Router {
    finished(all().router(), app)
}

/// All calls, resource by resource.
fn all() -> Routes {
    let mut routes = Routes::default();
    applications::routes(&mut routes);
    users::routes(&mut routes);
    resources::routes(&mut routes);
    roles::routes(&mut routes);
    organizations::routes(&mut routes);
    organization_template::routes(&mut routes);
    connectors::routes(&mut routes);
    sign_in_experience::routes(&mut routes);
    hooks::routes(&mut routes);
    logs::routes(&mut routes);
    one_time_tokens::routes(&mut routes);
    subject_tokens::routes(&mut routes);
    routes
}
