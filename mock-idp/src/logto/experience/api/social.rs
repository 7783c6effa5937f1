//! Proving an account at another provider: going there, and coming back.

use axum::{extract::State, response::Response};
use http::header::SET_COOKIE;
use serde_json::json;

use super::visit;
use crate::{
    logto::{
        ApiError, App,
        api::{self, Call, Members},
        connectors::{self, authorization::Request},
        experience::{record, social},
    },
    oidc::exchange::Reply,
};

/// What a sign-in with Google's One Tap would have left; every return clears it.
const ONE_TAP: &str =
    "_logto_google_one_tap_credential=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT";

/// `POST …/verification/social/:connectorId/authorization-uri`.
pub(super) fn authorization_uri(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (state, redirect_uri) = call.body(|members| {
            let state = members.string("state");
            let redirect_uri = members.string("redirectUri");
            Some((state?, redirect_uri?))
        })?;
        let request = Request {
            connector_id: call.param("connectorId"),
            state: &state,
            redirect_uri: &redirect_uri,
            scope: None,
            huggingface_origin: app.huggingface_origin(),
        };
        let inner = &mut *visit.state;
        let sent = connectors::authorization_uri(&inner.data, &mut inner.ids, &request)?;
        let id = social::start(
            inner,
            &visit.uid,
            request.connector_id,
            Some(sent.session),
            visit.now,
        )?;
        Ok(Reply::json(json!({
            "authorizationUri": sent.uri,
            "verificationId": id,
        })))
    })
}

/// `POST …/verification/social/:connectorId/verify`. Between two looks at the state it asks the provider.
pub(super) async fn verify(State(app): State<App>, call: Call) -> Response {
    let result = returned(&app, &call).await;
    api::answer("experience", &call, result)
}

async fn returned(app: &App, call: &Call) -> Result<Reply, ApiError> {
    let connector_id = call.param("connectorId");
    let (connector, data, verification_id, session) = visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (data, verification_id) = call.body(|members| {
            let data = members.anything("connectorData");
            let id = members.optional("verificationId", Members::string);
            Some((data?, id?))
        })?;
        let connector = connectors::social_connector(&visit.state.data, connector_id)?.clone();
        let id = verification_id.ok_or_else(record::record_not_found)?;
        let session = social::take_session(visit.state, &visit.uid, connector_id, &id, visit.now)?;
        Ok((connector, data, id, session))
    })?;
    let user = connectors::social_user(app, &connector, &data, &session).await?;
    visit::within(app, call, |visit| {
        social::returned(visit.state, &visit.uid, &verification_id, user, visit.now)
    })?;
    Ok(Reply::json(json!({ "verificationId": verification_id })).with_header(SET_COOKIE, ONE_TAP))
}
