//! What Logto has and the mock has not: the calls are there, and say so.

use http::StatusCode;

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::{logto::ApiError, oidc::exchange::Reply};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/domains", none);
    routes.post("/domains", domain);
    routes.get("/domains/:id", no_domain);
    routes.delete("/domains/:id", no_domain);
    routes.get("/systems/application", no_protected_applications);
    routes.get("/user-assets/service-status", no_storage);
    routes.get("/captcha-provider", no_captcha);
    routes.delete("/captcha-provider", no_captcha);
    for path in ["/custom-profile-fields", "/email-templates"] {
        routes.get(path, none);
        routes.post(path, not_here);
        routes.put(path, not_here);
        routes.patch(path, not_here);
        routes.delete(path, not_here);
    }
    routes.post("/captcha-provider", not_here);
    routes.put("/captcha-provider", not_here);
    for path in ["/saml-applications", "/user-assets", "/configs/actions"] {
        routes.get(path, not_here);
        routes.post(path, not_here);
        routes.put(path, not_here);
        routes.patch(path, not_here);
        routes.delete(path, not_here);
    }
}

/// What cannot be made here: the list of it is empty. (Custom domains need a provider of host names.)
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
fn none(_: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(serde_json::json!([])))
}

fn domain(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    visit.call.body(|m| m.string("domain"))?;
    Err(ApiError::bad_request("domain.not_configured"))
}

/// There is none, whatever its id.
fn no_domain(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Err(entity::not_exists("domains", visit.param("id")))
}

/// Protected applications are a business of Logto's cloud.
fn no_protected_applications(_: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let code = "application.protected_app_not_configured";
    Err(ApiError::new(StatusCode::NOT_IMPLEMENTED, code))
}

/// As of a Logto that was given no place for files.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
fn no_storage(_: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(
        serde_json::json!({ "status": "not_configured" }),
    ))
}

fn no_captcha(_: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Err(entity::not_found())
}

fn not_here(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let path = &visit.call.request.path;
    let mut error = ApiError::new(StatusCode::NOT_IMPLEMENTED, "mock.not_implemented");
    error.message = Some(format!("{path} is part of Logto, but not of this mock."));
    Err(error)
}
