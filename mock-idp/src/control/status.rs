//! `/api/status`: the mock is up, and where its providers are.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Tenants;

/// A mock that is up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// `up`.
    pub status: String,
    /// Of mock-idp.
    pub version: String,
    /// Address of the default tenant's Logto.
    pub logto: String,
    /// Address of the default tenant's Hugging Face.
    pub huggingface: String,
}

/// Says that the mock is up.
#[utoipa::path(get, path = "/api/status", tag = "status", responses((status = 200, body = Status)))]
pub(super) async fn show(State(tenants): State<Tenants>) -> Json<Status> {
    let tenant = tenants.default();
    Json(Status {
        status: "up".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        logto: tenant.logto_url().to_owned(),
        huggingface: tenant.huggingface_url().to_owned(),
    })
}
