//! `…/tampers`: what the tenant does wrong on purpose.

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{delete, get},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Refusal, Tenant, Tenants, refusal, refusal::Body, tenant::Of};
use crate::base::tamper::{Artefact, Change, Plan, Tamper};

/// One change, as the API takes it: the artefact and what is changed about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    artefact: Artefact,
    change: Change,
}

/// What came of arming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Armed {
    /// The ids of the armed changes, in order: what `DELETE …/tampers/{id}` and the journal's marks name.
    pub ids: Vec<u64>,
}

impl Tenant {
    /// Arms what a request says: `{ artefact, change }`, or a map from artefacts to their changes.
    ///
    /// # Errors
    ///
    /// 400: an unknown artefact, field or operation, with the nearest one; a change that does not fit.
    pub fn arm(&self, said: &Value) -> Result<Armed, Refusal> {
        let text = said.to_string();
        let is_one = said.get("artefact").is_some() || said.get("change").is_some();
        if is_one {
            let one: One = refusal::read(text.as_bytes())?;
            let id = self.tampers().arm(one.artefact, one.change);
            let id = id.map_err(|unfit| {
                let help = "mock-idp's README lists what each artefact has";
                Refusal::bad_request("unfit_change", unfit.to_string(), help)
            })?;
            return Ok(Armed { ids: vec![id] });
        }
        let plan: Plan = refusal::read(text.as_bytes())?;
        if plan.is_empty() {
            return Err(Refusal::bad_request(
                "nothing_to_do",
                "no change is named",
                "send { \"id-token\": { \"nonce\": { \"append\": \"1\" } } }, or { artefact, change }",
            ));
        }
        Ok(Armed {
            ids: self.tampers().arm_all(plan),
        })
    }
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new()
        .route(
            "/api/tenants/{tenant}/tampers",
            get(list).post(arm).delete(clear),
        )
        .route("/api/tenants/{tenant}/tampers/{id}", delete(disarm))
}

/// Lists what is armed, oldest first, with how often each was seen and fired.
#[utoipa::path(get, path = "/api/tenants/{tenant}/tampers", tag = "tampers",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, body = inline(super::openapi::TamperList)), (status = "4XX", body = Refusal)))]
pub(super) async fn list(Of(tenant): Of) -> Json<Vec<Tamper>> {
    Json(tenant.tampers().list())
}

/// Arms changes: `{ artefact, change }`, or a map from artefacts to their changes, as scenarios and seeds
/// write it.
#[utoipa::path(post, path = "/api/tenants/{tenant}/tampers", tag = "tampers",
    request_body(content = inline(super::openapi::TamperBody)),
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 201, body = Armed), (status = "4XX", body = Refusal)))]
pub(super) async fn arm(
    Of(tenant): Of,
    Body(said): Body<Value>,
) -> Result<(StatusCode, Json<Armed>), Refusal> {
    tenant
        .arm(&said)
        .map(|armed| (StatusCode::CREATED, Json(armed)))
}

/// Takes all changes back.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/tampers", tag = "tampers",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
pub(super) async fn clear(Of(tenant): Of) -> StatusCode {
    tenant.tampers().clear();
    StatusCode::NO_CONTENT
}

/// Takes a change back.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/tampers/{id}", tag = "tampers",
    params(
        ("tenant" = String, Path, description = "The tenant's name."),
        ("id" = u64, Path, description = "The id that arming answered.")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
pub(super) async fn disarm(
    State(tenants): State<Tenants>,
    Path((tenant, id)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let tenant = tenants.get(&tenant)?;
    let is_disarmed = id.parse().is_ok_and(|id| tenant.tampers().disarm(id));
    if is_disarmed {
        return Ok(StatusCode::NO_CONTENT);
    }
    let armed = tenant.tampers().list();
    let armed: Vec<String> = armed.iter().map(|tamper| tamper.id.to_string()).collect();
    Err(Refusal::unknown(
        "tamper",
        &id,
        armed.iter().map(String::as_str),
    ))
}
