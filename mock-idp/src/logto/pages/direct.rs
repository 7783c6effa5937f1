//! `/direct/{method}/{target}`: straight on to another provider, as the authorization request asked for.

use super::{paths, social, visit::Visit};
use crate::oidc::exchange::Reply;

/// `GET /direct/{method}/{target}`. Where there is no such way in, on to the page that stands in for it.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    let path = visit.path_after("/direct/");
    let (method, target) = path.split_once('/').unwrap_or((&path, ""));
    let connector_id = (method == "social")
        .then(|| social::buttons::of_target(visit, target))
        .flatten();
    match connector_id.map(|id| social::start::go(visit, &id)) {
        Some(Ok(reply)) => reply,
        Some(Err(error)) => {
            let message = visit.says(&error);
            visit.go_with_toast(fallback(visit), &message)
        }
        None => visit.go(fallback(visit)),
    }
}

/// Logto looks the name up among the keys of its pages: `register` is one, `sign-in` is none, and whatever
/// is none means the sign-in page.
fn fallback(visit: &Visit<'_>) -> &'static str {
    match visit.request.query.get("fallback") {
        Some("register") => paths::REGISTER,
        _ => paths::SIGN_IN,
    }
}
