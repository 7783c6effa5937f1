//! Taking a request up again after an interaction.
//!
//! The browser comes back with the cookie that names the interaction. What the user did is read from it,
//! the session gets a new id, and the request is decided again: code, or the next prompt.

use super::{Asked, Endpoint, client, decide::Stage, endpoint::proceed, refuse::refuse, resource};
use crate::oidc::{
    cookies::{Attributes, Cookies},
    error::Error,
    exchange::{Body, Reply, Request},
    form_post,
    interaction::{Interaction, Outcome, Prompt, resume_path, resume_url},
    session::{Current, PendingForm},
    tx::Tx,
};
use http::StatusCode;

/// What a resume address leads to.
#[derive(Debug)]
pub(crate) enum Resumed {
    /// The request goes on.
    Request(Box<Asked>, Stage),
    /// Someone else signed in than the session says: the browser must first end that session.
    AccountSwitch(Reply),
}

/// `GET /auth/:uid`.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request, uid: &str) -> Reply {
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_ref(), &request.origin, tx.now);
    let mut current = Current::load(tx, request, &mut cookies);
    let mut asked = Asked::resumed(
        Endpoint::Authorization,
        crate::oidc::params::Params::default(),
    );
    let mut reply = take_up(tx, request, &mut cookies, &mut current, uid)
        .and_then(|resumed| match resumed {
            Resumed::AccountSwitch(page) => Ok(page),
            Resumed::Request(taken, stage) => {
                asked = *taken;
                check(tx, &mut asked, &stage)?;
                proceed(tx, request, &mut cookies, &mut current, &mut asked, stage)
            }
        })
        .unwrap_or_else(|error| refuse(tx, &mut asked, error));
    current.save(tx, &mut cookies);
    cookies.write_to(&mut reply.headers);
    reply.traced("resume")
}

/// The checks of a request that passed all of them before: what may have changed since.
pub(crate) fn check(tx: &Tx<'_>, asked: &mut Asked, stage: &Stage) -> Result<(), Error> {
    if let Some(error) = stage.outcome.as_ref().and_then(|o| o.error.clone()) {
        return Err(error);
    }
    client::check(asked, tx)?;
    resource::check(asked, tx)
}

/// Finds the interaction of the resume address and applies to the session what came of it.
pub(crate) fn take_up(
    tx: &mut Tx<'_>,
    request: &Request,
    cookies: &mut Cookies<'_>,
    current: &mut Current,
    uid: &str,
) -> Result<Resumed, Error> {
    let Some(cookie) = cookies.read(request, tx.profile.cookie_names.resume) else {
        return Err(
            Error::invalid_request("authorization request has expired").because(
                "the browser sent no signed cookie for this resume address: it was finished, is older \
                 than an hour, or was started in another browser",
            ),
        );
    };
    let Some(interaction) = tx.store.interactions.get_mut(cookie, tx.now) else {
        return Err(Error::invalid_request("interaction session not found")
            .because("the interaction was finished or has expired: start over"));
    };
    if cookie != uid {
        return Err(
            Error::invalid_request("authorization session and cookie identifier mismatch")
                .because("the cookie names another interaction than the address"),
        );
    }
    let is_other_session = interaction
        .session_uid
        .as_ref()
        .is_some_and(|started_in| *started_in != current.session().uid);
    if is_other_session {
        return Err(Error::invalid_request(
            "interaction session and authentication session mismatch",
        )
        .because("the session that the interaction was started in has ended"));
    }
    if let (Some(login), Some(account)) = (&interaction.outcome.login, current.account_id())
        && login != account
    {
        interaction.session_uid = None;
        // Someone else signed in while consent was asked for: that answers a sign-in, and the other
        // account's grant is none of theirs.
        interaction.prompt = Prompt::Login;
        interaction.grant_id = None;
        let resume = resume_url(&request.origin, tx.profile, uid, interaction);
        let client_id = interaction.client_id.clone();
        return Ok(Resumed::AccountSwitch(switch_page(
            tx, request, current, client_id, resume,
        )));
    }
    let Some(interaction) = tx.store.interactions.remove(uid) else {
        return Err(Error::invalid_request("interaction session not found"));
    };
    let path = resume_path(tx.profile, uid, &interaction);
    cookies.clear(
        tx.profile.cookie_names.resume,
        &Attributes::until(tx.now).at(path),
    );
    if interaction.prompt == Prompt::Login
        && let Some(account) = &interaction.outcome.login
    {
        let session = current.change();
        session.account_id = Some(tx.store.names.share(account));
        session.login_at = Some(tx.now);
        session
            .submission
            .clone_from(&interaction.outcome.submission);
    }
    current.rotate(tx);
    Ok(request_of(interaction))
}

/// The request as it was put aside, and how far the user has come.
fn request_of(interaction: Interaction) -> Resumed {
    let endpoint = if interaction.device_code.is_some() {
        Endpoint::DeviceAuthorization
    } else {
        Endpoint::Authorization
    };
    let mut asked = Asked::resumed(endpoint, interaction.params);
    asked.is_redirect_uri_checked = true;
    let outcome = interaction.outcome;
    let is_answered = outcome.error.is_some()
        || match interaction.prompt {
            Prompt::Login => outcome.login.is_some(),
            Prompt::Consent => outcome.consent.is_some(),
        };
    let stage = Stage {
        // Whoever comes back without an answer starts over: earlier answers of this request count only
        // together with the last one.
        outcome: Some(if is_answered {
            outcome
        } else {
            Outcome::default()
        }),
        grant_id: interaction.grant_id,
        device_code: interaction.device_code,
    };
    Resumed::Request(Box::new(asked), stage)
}

/// The page that ends the other account's session and then comes back.
fn switch_page(
    tx: &mut Tx<'_>,
    request: &Request,
    current: &mut Current,
    client_id: std::sync::Arc<str>,
    resume: String,
) -> Reply {
    let xsrf = tx.ids.opaque();
    let action = format!("{}{}/session/end/confirm", request.origin, tx.profile.mount);
    let page = form_post::page(&action, &[("xsrf", &xsrf), ("logout", "yes")]);
    let mut reply = Reply::new(StatusCode::OK, Body::Html(page));
    reply.trace.client_id = Some(client_id.to_string());
    current.change().form = Some(Box::new(PendingForm {
        xsrf,
        client_id: Some(client_id),
        post_logout_redirect_uri: Some(resume),
        state: None,
    }));
    reply
}
