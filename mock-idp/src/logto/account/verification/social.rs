//! Proving an account at another provider: going there, and coming back.

use serde_json::{Value, json};

use super::created;
use crate::{
    logto::{
        ApiError, App,
        account::visit::{Visit, within},
        api::Call,
        connectors::{self, authorization::Request},
        experience::verification::{Social, Verification},
    },
    oidc::exchange::Reply,
};

/// `POST /api/verifications/social`.
pub(in crate::logto::account) fn start(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (connector_id, round_trip, redirect_uri, scope) = visit.call.body(|m| {
        let connector_id = m.string("connectorId");
        let state = m.string("state");
        let redirect_uri = m.string("redirectUri");
        let scope = m.optional("scope", crate::logto::api::guard::Members::string);
        Some((connector_id?, state?, redirect_uri?, scope?))
    })?;
    let request = Request {
        connector_id: &connector_id,
        state: &round_trip,
        redirect_uri: &redirect_uri,
        scope: scope.as_deref(),
        huggingface_origin: visit.huggingface_origin,
    };
    let state = &mut *visit.state;
    let sent = connectors::authorization_uri(&state.data, &mut state.ids, &request)?;
    let record = Verification::Social(Social {
        connector_id,
        session: Some(sent.session),
        user: None,
    });
    let kept = state.proofs.keep(&mut state.ids, None, record, visit.now);
    Ok(created(kept, Some(("authorizationUri", sent.uri))))
}

/// `POST /api/verifications/social/verify`. Between two looks at the state it asks the provider.
pub(in crate::logto::account) async fn returned(app: &App, call: &Call) -> Result<Reply, ApiError> {
    let (record, data, connector, session, caller) = within(app, call, |visit| {
        let (data, record) = visit.call.body(|m| {
            let data = m.anything("connectorData");
            let record = m.string("verificationRecordId");
            Some((data?, record?))
        })?;
        let (id, now) = (visit.caller.user_id.clone(), visit.now);
        let proof = visit.state.proofs.social_mut(&record, &id, now)?;
        let session = proof.session.clone().unwrap_or(Value::Null);
        let connector_id = proof.connector_id.clone();
        let connector = connectors::social_connector(visit.data(), &connector_id)?.clone();
        Ok((record, data, connector, session, visit.caller.clone()))
    })?;
    let user = connectors::social_user(app, &connector, &data, &session).await?;
    let now = app.now();
    let mut state = app.state();
    state.proofs.social_mut(&record, &caller.user_id, now)?.user = Some(user);
    let mut reply = Reply::json(json!({ "verificationRecordId": record }));
    reply.trace.client_id = Some(caller.client_id.to_string());
    reply.trace.user_id = Some(caller.user_id.to_string());
    Ok(reply)
}
