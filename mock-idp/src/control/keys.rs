//! `…/keys/rotate`: another key signs from now on, or after a while in which it is announced.

use axum::{Json, Router, routing::post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Refusal, Tenant, Tenants, refusal::Body, tenant::Of, time::Span};
use crate::base::keys::{Algorithm, KeyError, RotationRefused, SigningKey};

/// The size of RSA keys, as Logto makes them.
const RSA_BITS: usize = 4_096;

/// What a rotation brings in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rotation {
    /// `ES384` (when left out) or `RS256`. An RSA key takes seconds to make.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "ES384")]
    pub algorithm: Option<Algorithm>,
    /// How long the new key is published before it signs; it signs at once when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = serde_json::Value, example = "1h")]
    pub grace: Option<Span>,
}

/// A published key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyInfo {
    /// Its name in the JWKS and in headers of tokens.
    pub kid: String,
    /// `ES384` or `RS256`.
    pub algorithm: String,
    /// `Current` signs, `Next` will, `Previous` did.
    pub status: String,
}

impl Tenant {
    /// Another key signs Logto's tokens from now on, or after `grace`. The one that signed stays published.
    ///
    /// # Errors
    ///
    /// Another key is announced already, or none could be made.
    pub async fn rotate_keys(&self, rotation: &Rotation) -> Result<Vec<KeyInfo>, Refusal> {
        let now = self.clock().now();
        let (id, mut chance) = {
            let mut state = self.logto().state();
            (state.ids.long(), state.ids.split())
        };
        let key = match rotation.algorithm.unwrap_or(Algorithm::Es384) {
            Algorithm::Es384 => SigningKey::es384(id, now),
            Algorithm::Rs256 => {
                let making = move || SigningKey::rs256(id, RSA_BITS, &mut chance, now);
                tokio::task::spawn_blocking(making)
                    .await
                    .unwrap_or(Err(KeyError::Generate))
            }
        };
        let key = key.map_err(|error| {
            let status = http::StatusCode::INTERNAL_SERVER_ERROR;
            Refusal::new(status, "no_key", error.to_string(), "try again")
        })?;
        let grace = rotation.grace.map_or(0, |Span(grace)| {
            i64::try_from(grace.as_secs()).unwrap_or(i64::MAX)
        });
        let mut state = self.logto().state();
        let rotated = state.keys.rotate(key, grace, now);
        rotated.map_err(|refused: RotationRefused| {
            Refusal::new(
                http::StatusCode::CONFLICT,
                "next_key_exists",
                refused.to_string(),
                "advance the clock until it signs, or name a `grace` to replace it",
            )
        })?;
        let listed = state.keys.listed();
        let listed = listed.map(|(status, key, _)| KeyInfo {
            kid: key.kid.clone(),
            algorithm: key.algorithm.name().to_owned(),
            status: status.name().to_owned(),
        });
        Ok(listed.collect())
    }
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/tenants/{tenant}/keys/rotate", post(rotate))
}

/// Brings a new signing key in. The answer lists all published keys.
#[utoipa::path(post, path = "/api/tenants/{tenant}/keys/rotate", tag = "keys", request_body = Rotation,
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, body = Vec<KeyInfo>), (status = "4XX", body = Refusal)))]
pub(super) async fn rotate(
    Of(tenant): Of,
    Body(rotation): Body<Rotation>,
) -> Result<Json<Vec<KeyInfo>>, Refusal> {
    tenant.rotate_keys(&rotation).await.map(Json)
}
