//! `…/tokens`: tokens for a user or a machine without any flow, and tokens that say anything.

use axum::{Json, Router, routing::post};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    Refusal, Tenant, Tenants,
    refusal::Body,
    sessions::{find_client, find_user},
    tenant::Of,
};
use crate::oidc::{error::Error, exchange, token::direct};

/// Which tokens are wanted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TokenRequest {
    /// The user's id, user name or e-mail address. Without one: the client's own token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The application's id. It may be left out together with `claims` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The API that the access token is for, by its resource indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The organization that it is for, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Scopes, with blanks between. When left out: `openid profile email offline_access` and all that the
    /// user has of the resource or organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Makes the access token a JWT with these claims, whatever they say. They stand over those that it
    /// would have; `null` takes one out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub claims: Option<Map<String, Value>>,
    /// The same for the JOSE header of that JWT. The signature is the tenant's key's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub header: Option<Map<String, Value>>,
}

/// Tokens, as a token endpoint answers them (RFC 6749 section 5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TokenSet {
    /// The access token.
    pub access_token: String,
    /// Seconds it is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    /// The ID token, where `openid` is in effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The refresh token, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// What the access token carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `Bearer`.
    pub token_type: String,
}

impl Tenant {
    /// Issues tokens without a flow: what a flow would have come to.
    ///
    /// # Errors
    ///
    /// Someone or something named is not there, or may not have such a token; as the token endpoint says it.
    pub fn issue_tokens(&self, request: &TokenRequest) -> Result<TokenSet, Refusal> {
        let now = self.clock().now();
        let mut state = self.logto().state();
        let user = match &request.user {
            Some(name) => Some(find_user(&state, name)?.id.clone()),
            None => None,
        };
        let is_free = request.claims.is_some() || request.header.is_some();
        let client = match &request.client {
            Some(id) => Some(find_client(&state, id)?),
            None if is_free => None,
            None => {
                return Err(Refusal::bad_request(
                    "invalid_body",
                    "no `client` is named",
                    "name an application by its id, or `claims` for a token that says just that",
                ));
            }
        };
        let wanted = direct::Wanted {
            user: user.as_deref(),
            resource: request.resource.as_deref(),
            organization: request.organization.as_deref(),
            scope: request.scope.as_deref(),
        };
        let mut tx = state.tx(self.logto().profile(), now);
        tx.trace.user_id.clone_from(&user);
        tx.trace.client_id.clone_from(&request.client);
        let issued = match &client {
            Some(client) if !is_free => direct::issue(&mut tx, client, &wanted),
            Some(_) | None => {
                let (claims, header) = (&request.claims, &request.header);
                let client = client.as_deref();
                let claims = claims.clone().unwrap_or_default();
                let header = header.clone().unwrap_or_default();
                direct::say(&mut tx, client, &wanted, claims, header)
            }
        };
        let trace = std::mem::take(&mut tx.trace);
        drop(state);
        let set = issued
            .and_then(token_set)
            .map_err(|error| Refusal::of_engine(&error))?;
        self.record("tokens", trace, 201);
        Ok(set)
    }
}

fn token_set(reply: exchange::Reply) -> Result<TokenSet, Error> {
    let read = match reply.body {
        exchange::Body::Json(body) => serde_json::from_value(body).ok(),
        exchange::Body::Empty
        | exchange::Body::Html(_)
        | exchange::Body::Text(_)
        | exchange::Body::Redirect(_) => None,
    };
    read.ok_or_else(|| Error::server_error("the token endpoint answered no tokens"))
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/tenants/{tenant}/tokens", post(create))
}

/// Issues tokens without a flow, or a JWT with any claims, signed by the tenant's key.
#[utoipa::path(post, path = "/api/tenants/{tenant}/tokens", tag = "tokens", request_body = TokenRequest,
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 201, body = TokenSet), (status = "4XX", body = Refusal)))]
pub(super) async fn create(
    Of(tenant): Of,
    Body(request): Body<TokenRequest>,
) -> Result<(StatusCode, Json<TokenSet>), Refusal> {
    let issued = tenant.issue_tokens(&request)?;
    Ok((StatusCode::CREATED, Json(issued)))
}
