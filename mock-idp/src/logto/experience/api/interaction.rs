//! Beginning, identifying, submitting, looking.

use http::StatusCode;
use serde_json::json;

use super::{input, visit};
use crate::{
    logto::{
        ApiError, App,
        api::{Call, Members, created, no_content},
        experience::{self, Identified, Submitted, record, sso},
    },
    oidc::exchange::Reply,
};

/// `PUT /api/experience`.
pub(super) fn begin(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let (event, token) = call.body(|members| {
            let event = input::event(members);
            let token = members.optional("captchaToken", Members::string);
            Some((event?, token?))
        })?;
        let context = visit::context(call);
        experience::begin(
            visit.state,
            &visit.uid,
            event,
            token.as_deref(),
            context,
            visit.now,
        )?;
        Ok(no_content())
    })
}

/// `PUT /api/experience/interaction-event`.
pub(super) fn change_event(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let event = call.body(input::event)?;
        experience::change_event(visit.state, &visit.uid, event, visit.now)?;
        Ok(no_content())
    })
}

/// `POST /api/experience/identification`.
pub(super) fn identify(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (id, link) = call.body(|members| {
            let id = members.optional("verificationId", Members::string);
            let link = members.optional("linkSocialIdentity", Members::boolean);
            Some((id?, link?.unwrap_or_default()))
        })?;
        let id = id.filter(|id| !id.is_empty());
        let identified =
            experience::identify(visit.state, &visit.uid, id.as_deref(), link, visit.now)?;
        Ok(match identified {
            Identified::Created => created(),
            Identified::Existing => no_content(),
        })
    })
}

/// `POST /api/experience/submit`.
pub(super) fn submit(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let origin = &call.request.origin;
        let user_id = record::of(visit.state, &visit.uid, visit.now)?
            .user_id
            .clone();
        let submitted =
            experience::submit(visit.state, app.profile(), &visit.uid, origin, visit.now)?;
        let mut reply = match submitted {
            Submitted::Redirect(url) => Reply::json(json!({"redirectTo": url})),
            Submitted::PasswordReset => no_content(),
        };
        reply.trace.user_id = user_id;
        Ok(reply)
    })
}

/// `GET /api/experience/interaction`.
pub(super) fn look(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let experience = record::of(visit.state, &visit.uid, visit.now)?;
        Ok(Reply::json(experience.to_json()))
    })
}

/// `GET /api/experience/sso-connectors`.
pub(super) fn sso_connectors(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let email = call.query(|members| members.matching("email", input::is_email))?;
        let connectors = sso::connectors_of(&visit.state.data, &email);
        let ids: Vec<_> = connectors
            .iter()
            .map(|connector| &connector["id"])
            .collect();
        Ok(Reply::new(
            StatusCode::OK,
            crate::oidc::exchange::Body::Json(json!({"connectorIds": ids})),
        ))
    })
}
