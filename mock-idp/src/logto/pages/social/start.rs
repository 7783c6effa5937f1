//! `POST /social/start/{connector}`: on to the other provider. The mock's own address: Logto's button does
//! this by script.

use super::state::{self, Going};
use crate::{
    logto::{
        ApiError, connectors,
        experience::{InteractionEvent, social},
        pages::{
            flow, paths, sign_in,
            terms::{Place, Terms},
            visit::Visit,
        },
    },
    oidc::exchange::Reply,
};
use http::header;

/// Sends the person on, after the terms if they must be agreed to first.
pub(in crate::logto::pages) fn submit(visit: &mut Visit<'_>) -> Reply {
    let connector_id = visit.path_after(paths::SOCIAL_START);
    if visit.field("action") == "cancel" {
        return visit.go(paths::SIGN_IN);
    }
    let agreed = !visit.field("termsAgreement").is_empty();
    if !agreed && Terms::new(&visit.state.data.sign_in_experience, Place::SignIn).asks() {
        return sign_in::ask_for_agreement(visit);
    }
    match go(visit, &connector_id) {
        Ok(reply) => reply,
        Err(error) => {
            let message = visit.says(&error);
            visit.sign_in_with_toast(&message)
        }
    }
}

/// Begins an experience and a social verification; answers with the way to the other provider.
pub(in crate::logto::pages) fn go(
    visit: &mut Visit<'_>,
    connector_id: &str,
) -> Result<Reply, ApiError> {
    let uid = flow::begin(visit, InteractionEvent::SignIn)?;
    // Eight random bytes in base64url: eleven characters.
    let state = visit.state.ids.url_safe(11);
    let redirect_uri = callback_address(visit, connector_id);
    let request = connectors::authorization::Request {
        connector_id,
        state: &state,
        redirect_uri: &redirect_uri,
        scope: None,
        huggingface_origin: visit.huggingface_origin,
    };
    let asked = connectors::authorization_uri(&visit.state.data, &mut visit.state.ids, &request)?;
    let (session, now) = (Some(asked.session), visit.now);
    let verification_id = social::start(visit.state, &uid, connector_id, session, now)?;
    let going = Going {
        state,
        connector_id: connector_id.to_owned(),
        verification_id,
        app_id: visit
            .request
            .query
            .get("app_id")
            .unwrap_or_default()
            .to_owned(),
    };
    let cookie = state::with(visit.request, &going);
    Ok(Reply::see_other(asked.uri).with_header(header::SET_COOKIE, &cookie))
}

/// Where the other provider sends the person back to.
pub(super) fn callback_address(visit: &Visit<'_>, connector_id: &str) -> String {
    format!("{}{}{connector_id}", visit.request.origin, paths::CALLBACK)
}
