//! `/sentinel-activities`: letting people in again whom the sentinel has locked out.

use super::route::{Routes, Visit};
use crate::{
    logto::{ApiError, api::no_content},
    oidc::exchange::Reply,
};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.post("/sentinel-activities/delete", delete);
}

/// 204. Forgets what the targets did: identifiers as they were typed, or user ids.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let targets = visit.call.body(|m| {
        let kind = m.choice("targetType", &["User", "App"]);
        let targets = m.strings("targets");
        kind.and(targets)
    })?;
    for target in targets {
        visit.state.sentinel.clear(&target);
    }
    Ok(no_content())
}
