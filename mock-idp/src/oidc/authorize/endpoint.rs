//! The authorization endpoint itself: session, checks, decision, answer.

use http::{Method, StatusCode};

use super::{
    Asked, CHECKS, Endpoint, code,
    decide::{Decision, Stage, decide},
    interact, refuse, respond,
};
use crate::oidc::{
    cookies::Cookies,
    error::Error,
    exchange::{Reply, Request},
    session::Current,
    tx::Tx,
};

/// An authorization request. A POST's body stands in place of the query.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_ref(), &request.origin, tx.now);
    let mut current = Current::load(tx, request, &mut cookies);
    let raw = if request.method == Method::POST {
        &request.body
    } else {
        &request.query
    };
    let mut asked = Asked::new(Endpoint::Authorization, raw, tx.profile);
    let mut reply = check_all(&mut asked, tx)
        .and_then(|()| {
            let stage = Stage::default();
            proceed(tx, request, &mut cookies, &mut current, &mut asked, stage)
        })
        .unwrap_or_else(|error| refuse::refuse(tx, &mut asked, error));
    current.save(tx, &mut cookies);
    cookies.write_to(&mut reply.headers);
    reply.traced("authorize")
}

/// Applies the checks of the request's endpoint, in order.
pub(crate) fn check_all(asked: &mut Asked, tx: &Tx<'_>) -> Result<(), Error> {
    for (check, endpoints) in CHECKS {
        if endpoints.contains(&asked.endpoint) {
            check(asked, tx)?;
        }
    }
    Ok(())
}

/// Asks the user, or answers with a code.
pub(super) fn proceed(
    tx: &mut Tx<'_>,
    request: &Request,
    cookies: &mut Cookies<'_>,
    current: &mut Current,
    asked: &mut Asked,
    stage: Stage,
) -> Result<Reply, Error> {
    let accepted = match decide(tx, asked, current, &stage)? {
        Decision::Ask(needed) => {
            return interact::start(tx, request, cookies, current, asked, needed, stage);
        }
        Decision::Accept(accepted) => accepted,
    };
    let user_id = accepted.account_id.to_string();
    let issued = code::issue(tx, asked, current, accepted)?;
    let members = [
        ("code", Some(issued.value.as_str())),
        ("state", asked.params.get("state")),
        ("iss", Some(tx.profile.issuer.as_str())),
    ];
    let pairs: Vec<(&str, &str)> = members
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    let mut reply = respond::send(&asked.params, &pairs, StatusCode::OK);
    reply.trace.client_id = Some(asked.client()?.id.to_string());
    reply.trace.user_id = Some(user_id);
    reply.trace.issued.push(issued);
    Ok(reply)
}
