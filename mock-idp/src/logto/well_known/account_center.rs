//! What anybody may know of the account centre.

use serde_json::json;

use crate::{
    logto::{ApiError, App, api::Call, management},
    oidc::exchange::Reply,
};

/// `GET /api/.well-known/account-center`: its settings.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn show(app: &App, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::json(management::account_center(&app.state().data)))
}

/// `GET /.well-known/webauthn`: the origins at which passkeys of this one are good, too.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn webauthn(app: &App, _: &Call) -> Result<Reply, ApiError> {
    let settings = management::account_center(&app.state().data);
    Ok(Reply::json(
        json!({"origins": settings["webauthnRelatedOrigins"]}),
    ))
}
