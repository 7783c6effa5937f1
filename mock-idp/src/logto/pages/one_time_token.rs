//! `/one-time-token`: a link from an e-mail that proves the address and signs in, or registers, at once.

use super::{error_page, flow, visit::Visit};
use crate::{
    logto::{
        ApiError,
        experience::{self, InteractionEvent, one_time_token},
    },
    oidc::exchange::Reply,
};

/// `GET /one-time-token`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    use_up(visit).unwrap_or_else(|error| {
        if let Some(elsewhere) = flow::diverted(visit, &error, None) {
            return elsewhere;
        }
        let message = if error.code.starts_with("one_time_token.") {
            visit.t.invalid_link_description.to_owned()
        } else {
            visit.says(&error)
        };
        let title = visit.t.invalid_link;
        error_page::message(visit, title, Some(&message))
    })
}

fn use_up(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let query = &visit.request.query;
    let token = query.get("one_time_token").unwrap_or_default();
    let email = query.get("login_hint").unwrap_or_default();
    let uid = flow::begin(visit, InteractionEvent::SignIn)?;
    let now = visit.now;
    let id = one_time_token::verify_one_time_token(visit.state, &uid, email, token, now)?;
    match flow::enter(visit, &uid, Some(&id)) {
        Err(error) if error.code == "user.user_not_exist" => {
            let event = InteractionEvent::Register;
            experience::change_event(visit.state, &uid, event, now)?;
            flow::enter(visit, &uid, Some(&id))
        }
        done => done,
    }
}
