//! `/callback/{connector}` and `/callback/social/{connector}`: back from the other provider.
//!
//! The first address is the one that the other provider knows; it only leads to the second. There the
//! person is found out (which asks the other provider, outside the lock), and signed in, registered, or
//! offered to link the account.

use http::header;
use serde_json::{Map, Value};

use super::{
    buttons,
    start::callback_address,
    state::{self, Going},
};
use crate::{
    logto::{
        ApiError, App, connectors,
        experience::{self, InteractionEvent, social},
        model::{Connector, SocialUser, sign_in_experience::SignInMode},
        pages::{
            error_page, flow, paths,
            terms::{Place, Terms},
            visit::{Visit, with_app_id},
        },
    },
    oidc::exchange::{Reply, Request},
};

/// `GET /callback/{connector}`.
pub(in crate::logto::pages) fn arrive(visit: &mut Visit<'_>) -> Reply {
    let connector_id = visit.path_after(paths::CALLBACK);
    let query = &visit.request.query;
    if query.pairs().is_empty() {
        // Nobody sends people here without a word: a page, as Logto answers, and no way on.
        let message = visit.t.invalid_authorization;
        return error_page::message(visit, message, None);
    }
    let going = query
        .get("state")
        .and_then(|state| state::find(visit.request, &connector_id, state));
    let address = format!(
        "{}{connector_id}?{}",
        paths::CALLBACK_SOCIAL,
        query.encode()
    );
    let app_id = match &going {
        _ if query.get("app_id").is_some() => None,
        Some(going) => Some(&*going.app_id).filter(|id| !id.is_empty()),
        None => visit.app_id(),
    };
    Reply::see_other(with_app_id(&address, app_id))
}

/// `POST /callback/{connector}`: 303 to the same address with the form as its query (Logto: for providers
/// that answer with `form_post`).
pub(in crate::logto::pages) fn take_form(visit: &mut Visit<'_>) -> Reply {
    let request = visit.request;
    Reply::see_other(format!("{}?{}", request.path, request.body.encode()))
}

/// Whom to ask about the person, with what.
pub(in crate::logto::pages) struct Question {
    uid: String,
    going: Going,
    connector: Connector,
    data: Map<String, Value>,
    session: Value,
}

/// `GET /callback/social/{connector}`, first half: whether the return belongs to a visit of this browser.
pub(in crate::logto::pages) fn check(visit: &mut Visit<'_>) -> Result<Question, Box<Reply>> {
    let connector_id = visit.path_after(paths::CALLBACK_SOCIAL);
    if !buttons::is_offered(&visit.state.data, &connector_id) {
        return Err(Box::new(visit.go(paths::SIGN_IN)));
    }
    let query = &visit.request.query;
    let going = query
        .get("state")
        .and_then(|state| state::find(visit.request, &connector_id, state));
    let Some(going) = going else {
        let invalid = visit.t.invalid_authorization;
        return Err(Box::new(visit.sign_in_with_toast(invalid)));
    };
    question(visit, &going).map_err(|error| {
        let message = visit.says(&error);
        let reply = visit.sign_in_with_toast(&message);
        Box::new(forgetting(visit.request, &going, reply))
    })
}

fn question(visit: &mut Visit<'_>, going: &Going) -> Result<Question, ApiError> {
    let uid = flow::uid(visit)?;
    let (id, now) = (&going.connector_id, visit.now);
    let session = social::take_session(visit.state, &uid, id, &going.verification_id, now)?;
    let connector = connectors::social_connector(&visit.state.data, id)?.clone();
    // Logto's page hands on everything but `state`, which is its own business.
    let mut data = Map::new();
    let redirect_uri = callback_address(visit, id);
    data.insert("redirectUri".into(), redirect_uri.into());
    for (name, value) in visit.request.query.pairs() {
        if name != "state" {
            data.insert(name.clone(), value.as_str().into());
        }
    }
    Ok(Question {
        uid,
        going: going.clone(),
        connector,
        data,
        session,
    })
}

/// Asks the other provider. Not under the lock.
pub(in crate::logto::pages) async fn ask(
    app: &App,
    question: &Question,
) -> Result<SocialUser, ApiError> {
    connectors::social_user(app, &question.connector, &question.data, &question.session).await
}

/// `GET /callback/social/{connector}`, second half: what the answer means here.
pub(in crate::logto::pages) fn arrived(
    visit: &mut Visit<'_>,
    question: &Question,
    answer: Result<SocialUser, ApiError>,
) -> Reply {
    let going = &question.going;
    let result = answer.and_then(|user| {
        let (uid, id, now) = (&question.uid, &going.verification_id, visit.now);
        social::returned(visit.state, uid, id, user, now)?;
        enter(visit, uid, going)
    });
    let reply = result.unwrap_or_else(|error| {
        if let Some(elsewhere) = flow::diverted(visit, &error, Some(&going.connector_id)) {
            return elsewhere;
        }
        let message = visit.says(&error);
        visit.sign_in_with_toast(&message)
    });
    forgetting(visit.request, going, reply)
}

/// Signs in; for an account that nobody has here, links it to a related one or registers.
fn enter(visit: &mut Visit<'_>, uid: &str, going: &Going) -> Result<Reply, ApiError> {
    let (id, now) = (Some(&*going.verification_id), visit.now);
    let error = match flow::enter(visit, uid, id) {
        Err(error) if error.code == "user.identity_not_exist" => error,
        done => return done,
    };
    let related = error.data.as_ref().and_then(|data| data.get("relatedUser"));
    if related.is_some() {
        let experience = &visit.state.data.sign_in_experience;
        if experience.social_sign_in["automaticAccountLinking"] == true {
            experience::identify(visit.state, uid, id, true, now)?;
            return flow::finish(visit, uid);
        }
        let address = format!("{}{}", paths::SOCIAL_LINK, going.connector_id);
        return Ok(visit.go(&address));
    }
    let experience = &visit.state.data.sign_in_experience;
    if experience.sign_in_mode == SignInMode::SignIn {
        return Err(error);
    }
    if Terms::new(experience, Place::Register).asks() {
        // The link page asks for agreement; without a related account it is all that it asks.
        let address = format!("{}{}", paths::SOCIAL_LINK, going.connector_id);
        return Ok(visit.go(&address));
    }
    register(visit, uid, &going.verification_id)
}

/// Makes an account of the identity.
pub(super) fn register(
    visit: &mut Visit<'_>,
    uid: &str,
    verification_id: &str,
) -> Result<Reply, ApiError> {
    let now = visit.now;
    experience::change_event(visit.state, uid, InteractionEvent::Register, now)?;
    flow::enter(visit, uid, Some(verification_id))
}

/// The reply, and the visit is over.
fn forgetting(request: &Request, going: &Going, reply: Reply) -> Reply {
    reply.with_header(header::SET_COOKIE, &state::without(request, &going.state))
}
