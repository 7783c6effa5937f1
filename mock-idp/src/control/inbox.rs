//! `…/inbox`: codes and links that Logto would have sent.

use axum::{Json, Router, routing::get};
use http::StatusCode;

use super::{Refusal, Tenants, tenant::Of};
use crate::logto::inbox::Message;

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/tenants/{tenant}/inbox", get(list).delete(clear))
}

/// Lists the messages, oldest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/inbox", tag = "inbox",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, body = Vec<Message>), (status = "4XX", body = Refusal)))]
pub(super) async fn list(Of(tenant): Of) -> Json<Vec<Message>> {
    Json(tenant.logto().state().inbox.messages().cloned().collect())
}

/// Forgets the messages.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/inbox", tag = "inbox",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
pub(super) async fn clear(Of(tenant): Of) -> StatusCode {
    tenant.logto().state().inbox.clear();
    StatusCode::NO_CONTENT
}
