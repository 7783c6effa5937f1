//! The router of the Management API: all resources' calls.

use axum::{Router, routing::get};

use super::{
    applications, configs, connectors, custom_phrases, dashboard, hooks, logs, one_time_tokens,
    openapi, organization_invitations, organization_template, organizations, resources, rest,
    roles, route::Routes, sentinel_activities, sign_in_experience, sso_connectors, subject_tokens,
    users, verification_codes,
};
use crate::logto::{
    App,
    api::{only, sync},
};

/// The resources below `/api`.
pub(in crate::logto) fn routes() -> Router<App> {
    let document = only("HEAD, GET", get(sync("management", openapi::show)));
    all()
        .router()
        .route("/api/.well-known/management.openapi.json", document.clone())
        .route("/api/swagger.json", document)
}

/// All calls, resource by resource.
pub(super) fn all() -> Routes {
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
    sentinel_activities::routes(&mut routes);
    organization_invitations::routes(&mut routes);
    sso_connectors::routes(&mut routes);
    configs::routes(&mut routes);
    dashboard::routes(&mut routes);
    verification_codes::routes(&mut routes);
    custom_phrases::routes(&mut routes);
    rest::routes(&mut routes);
    routes
}
