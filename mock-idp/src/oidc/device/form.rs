//! The form that the device page posts: the user code, then yes or no.

use http::StatusCode;

use super::{
    code::{self, Problem},
    page, resume,
};
use crate::oidc::{
    authorize::{Asked, Endpoint, decide::Stage},
    cookies::Cookies,
    error::Error,
    exchange::{Body, Reply, Request},
    form_post,
    session::{Current, PendingForm},
    tokens::DeviceState,
    tx::Tx,
};

/// `GET /device`: gives the browser a form of its own. With a code in the address, that is posted at once.
pub(crate) fn get(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_ref(), &request.origin, tx.now);
    let mut current = Current::load(tx, request, &mut cookies);
    let xsrf = tx.ids.hex(48);
    current.change().form = Some(Box::new(PendingForm {
        xsrf: xsrf.clone(),
        ..PendingForm::default()
    }));
    let mut reply = match request.query.get("user_code") {
        Some(code) => {
            let action = format!("{}{}/device", request.origin, tx.profile.mount);
            let inputs = [("xsrf", xsrf.as_str()), ("user_code", code)];
            Reply::new(
                StatusCode::OK,
                Body::Html(form_post::page(&action, &inputs)),
            )
        }
        None => page::show(tx, &mut cookies, &xsrf, &[]),
    };
    current.save(tx, &mut cookies);
    cookies.write_to(&mut reply.headers);
    reply
}

/// What a posted form comes to.
enum Posted {
    /// The page asks whether it is really the user's device.
    Ask(String),
    /// On to the interaction, or its end.
    Go(Box<Reply>),
    /// The page is shown again.
    Again(Problem),
    /// Nothing of the kind was waited for.
    Broken(Error),
}

/// `POST /device`.
pub(crate) fn post(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_ref(), &request.origin, tx.now);
    let mut current = Current::load(tx, request, &mut cookies);
    let xsrf = current
        .session()
        .form
        .as_ref()
        .map(|form| form.xsrf.clone());
    let posted = read(tx, request, &mut cookies, &mut current, xsrf.as_deref());
    let xsrf = xsrf.unwrap_or_default();
    let mut reply = match posted {
        Posted::Ask(user_code) => {
            let parameters = [("user_code", user_code.as_str())];
            page::show(tx, &mut cookies, &xsrf, &parameters)
        }
        Posted::Go(reply) => page::never_stored(*reply),
        Posted::Again(problem) => {
            // Logto shows the page again only after it has saved the session: that cookie comes first.
            current.save(tx, &mut cookies);
            let typed = request.body.get("user_code");
            let mut reply = page::show_problem(tx, &mut cookies, &xsrf, problem, typed);
            cookies.write_to(&mut reply.headers);
            return reply;
        }
        Posted::Broken(error) => page::broken(&error),
    };
    current.save(tx, &mut cookies);
    cookies.write_to(&mut reply.headers);
    reply
}

fn read(
    tx: &mut Tx<'_>,
    request: &Request,
    cookies: &mut Cookies<'_>,
    current: &mut Current,
    xsrf: Option<&str>,
) -> Posted {
    let Some(xsrf) = xsrf else {
        return Posted::Broken(
            Error::invalid_request("could not find device form details")
                .because("this browser was sent no device form: start at the device page"),
        );
    };
    let names = ["xsrf", "user_code", "confirm", "abort"];
    if request.body.get("xsrf") != Some(xsrf) || request.body.reject_repeated(&names, &[]).is_err()
    {
        return Posted::Again(Problem::InvalidRequest);
    }
    let Some(typed) = request.body.get("user_code") else {
        return Posted::Again(Problem::NoCode);
    };
    let device_code = match code::find(tx, typed) {
        Ok(device_code) => device_code,
        Err(problem) => return Posted::Again(problem),
    };
    let Some(row) = tx.store.device_codes.get_mut(&device_code, tx.now) else {
        return Posted::Again(Problem::NotFound);
    };
    if request.body.get("abort").is_some() {
        row.state = DeviceState::Denied;
        return Posted::Again(Problem::Aborted);
    }
    if request.body.get("confirm").is_none() {
        return Posted::Ask(row.user_code.clone());
    }
    row.in_flight = true;
    let mut asked = Asked::resumed(Endpoint::DeviceAuthorization, row.params.clone());
    current.change().form = None;
    let stage = Stage {
        device_code: Some(device_code),
        ..Stage::default()
    };
    match resume::proceed(tx, request, cookies, current, &mut asked, stage) {
        Ok(reply) => Posted::Go(Box::new(reply)),
        Err(error) => Posted::Broken(error),
    }
}
