//! Where a connector sends people, for programs that link identities themselves.

use http::StatusCode;
use serde_json::json;

use super::super::route::{Routes, Visit};
use crate::{
    logto::{
        ApiError,
        connectors::{authorization, authorization_uri},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/connectors/:connectorId/authorization-uri", uri);
}

/// 501 for connectors that keep something in the browser's session: there is none here.
fn uri(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (state, redirect_uri, scope) = visit.call.body(|m| {
        let state = m.string("state");
        let redirect_uri = m.string("redirectUri");
        let scope = m.optional("scope", crate::logto::api::guard::Members::string);
        Some((state?, redirect_uri?, scope?))
    })?;
    let connector_id = visit.param("connectorId").to_owned();
    let request = authorization::Request {
        connector_id: &connector_id,
        state: &state,
        redirect_uri: &redirect_uri,
        scope: scope.as_deref(),
        huggingface_origin: visit.huggingface_origin,
    };
    let state = &mut *visit.state;
    let asked = authorization_uri(&state.data, &mut state.ids, &request)?;
    let keeps_nothing = asked
        .session
        .as_object()
        .is_none_or(serde_json::Map::is_empty);
    if keeps_nothing {
        Ok(Reply::json(json!({ "redirectTo": asked.uri })))
    } else {
        let code = "connector.not_implemented";
        Err(ApiError::new(StatusCode::NOT_IMPLEMENTED, code))
    }
}
