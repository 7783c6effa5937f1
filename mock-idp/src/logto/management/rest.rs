//! What Logto has and the mock has not: the calls are there, and say so.

use http::StatusCode;

use super::route::{Routes, Visit};
use crate::{logto::ApiError, oidc::exchange::Reply};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/domains", none);
    routes.post("/domains", domain);
    for path in ["/custom-profile-fields", "/email-templates"] {
        routes.get(path, none);
        routes.post(path, not_here);
        routes.put(path, not_here);
        routes.patch(path, not_here);
        routes.delete(path, not_here);
    }
    for path in [
        "/captcha-provider",
        "/saml-applications",
        "/user-assets",
        "/systems/application",
        "/configs/admin-console",
        "/configs/actions",
    ] {
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

fn not_here(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let path = &visit.call.request.path;
    let mut error = ApiError::new(StatusCode::NOT_IMPLEMENTED, "mock.not_implemented");
    error.message = Some(format!("{path} is part of Logto, but not of this mock."));
    Err(error)
}
