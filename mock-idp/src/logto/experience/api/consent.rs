//! Consent over the API: `/api/interaction/consent`.

use serde_json::json;

use super::visit;
use crate::{
    logto::{
        ApiError, App,
        api::{Call, Members},
        experience::consent,
    },
    oidc::exchange::Reply,
};

/// `GET /api/interaction/consent`.
pub(super) fn show(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        consent::show(visit.state, &visit.uid, visit.now).map(Reply::json)
    })
}

/// `POST /api/interaction/consent`.
pub(super) fn give(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let ids = call.body(|members| members.optional("organizationIds", Members::strings))?;
        let origin = &call.request.origin;
        let ids = ids.unwrap_or_default();
        let url = consent::give(
            visit.state,
            app.profile(),
            &visit.uid,
            origin,
            ids,
            visit.now,
        )?;
        Ok(Reply::json(json!({"redirectTo": url})))
    })
}
