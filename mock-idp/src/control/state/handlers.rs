//! Taking out, putting in, bringing back.

use axum::{Json, Router, routing::get};
use http::StatusCode;
use serde_json::Value;

use super::{Document, DocumentError};
use crate::control::{
    Refusal, Tenant, Tenants,
    refusal::{self, Body},
    tenant::Of,
    tenants::read_seed,
};

impl Tenant {
    /// All that the tenant knows, secrets included; sessions, tokens, messages and keys are no part of it.
    pub fn export(&self) -> Document {
        let logto = self.logto().state();
        let huggingface = self.huggingface().state();
        Document::of(&logto.data, &huggingface.data)
    }

    /// Makes the tenant know what the document says and nothing else. Sessions, tokens and messages are
    /// forgotten.
    ///
    /// # Errors
    ///
    /// The document is of another version or contradicts itself; the tenant is as it was then.
    pub fn import(&self, document: Document) -> Result<(), DocumentError> {
        let (logto, huggingface) = document.into_data()?;
        self.start_over(logto, huggingface);
        Ok(())
    }
}

pub(in super::super) fn routes() -> Router<Tenants> {
    Router::new().route(
        "/api/tenants/{tenant}/state",
        get(export).put(import).delete(reset),
    )
}

/// Takes out all that the tenant knows, secrets included. Sessions, tokens and messages are no part of it.
#[utoipa::path(get, path = "/api/tenants/{tenant}/state", tag = "state",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, body = Object), (status = "4XX", body = Refusal)))]
pub(in super::super) async fn export(Of(tenant): Of) -> Json<Document> {
    Json(tenant.export())
}

/// Makes the tenant know what the document says: one that was taken out (it has `version`), or a seed.
/// Sessions, tokens and messages are forgotten. A seed brings its tampers along.
#[utoipa::path(put, path = "/api/tenants/{tenant}/state", tag = "state", request_body = Object,
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
pub(in super::super) async fn import(
    Of(tenant): Of,
    Body(body): Body<Value>,
) -> Result<StatusCode, Refusal> {
    if body.get("version").is_none() {
        let seed = read_seed(&body)?;
        let built = tenant
            .build(&seed)
            .map_err(|error| Refusal::of_seed(&error))?;
        tenant.start_over(built.logto, built.huggingface);
        tenant.tampers().clear();
        tenant.tampers().arm_all(seed.file().tampers.clone());
        return Ok(StatusCode::NO_CONTENT);
    }
    let document = refusal::read(body.to_string().as_bytes())?;
    tenant.import(document).map_err(|error| {
        let help = "send what GET answered, or a seed without `version`";
        Refusal::bad_request("invalid_state", error.to_string(), help)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings the tenant back to its seed: data as at the start with the same secrets, no sessions, tokens and
/// messages, the time as it was. Keys, and what the journal holds, stay.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/state", tag = "state",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
pub(in super::super) async fn reset(Of(tenant): Of) -> Result<StatusCode, Refusal> {
    tenant.reset().map_err(|error| Refusal::of_seed(&error))?;
    Ok(StatusCode::NO_CONTENT)
}
