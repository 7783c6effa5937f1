//! `/session/end/confirm`: ends the session, or just one client's part in it.

use std::sync::Arc;

use crate::base::tamper::Artefact;
use crate::oidc::{
    backchannel,
    error::Error,
    exchange::{Reply, Request},
    grant, redirect_uri,
    session::{Current, PendingForm},
    tx::Tx,
};

/// The form of `/session/end` comes back.
pub(crate) fn handle(tx: &mut Tx<'_>, request: &Request) -> Reply {
    super::with_session(tx, request, |tx, current| confirm(tx, request, current))
}

fn confirm(tx: &mut Tx<'_>, request: &Request, current: &mut Current) -> Result<Reply, Error> {
    request
        .body
        .reject_repeated(&["xsrf", "logout"], &[])
        .map_err(|error| error.because("send each parameter once"))?;
    let Some(form) = current.session().form.clone() else {
        return Err(Error::invalid_request("could not find logout details")
            .because("this browser's session waits for no sign-out: start at /session/end"));
    };
    if request.body.get("xsrf") != Some(&form.xsrf) {
        return Err(Error::invalid_request("xsrf token invalid")
            .because("the form is not the last one that this browser was sent"));
    }
    let ends_all = request.body.get("logout").is_some();
    let posts = backchannel::notify(
        tx,
        current.session(),
        form.client_id.as_ref().filter(|_| !ends_all),
        ends_all,
    )?;
    let user_id = current.account_id().map(ToString::to_string);
    if ends_all {
        end_session(tx, current);
    } else if let Some(client_id) = &form.client_id {
        end_client(tx, current, client_id);
    }
    let mut reply = Reply::see_other(destination(tx, request, &form, ends_all));
    reply.trace.client_id = form.client_id.as_deref().map(str::to_owned);
    reply.trace.user_id = user_id;
    reply.trace.artefact =
        (form.post_logout_redirect_uri.is_some()).then_some(Artefact::EndSessionReturn);
    reply.posts = posts;
    Ok(reply)
}

/// Ends the session and the grants of clients that may not outlive it.
fn end_session(tx: &mut Tx<'_>, current: &mut Current) {
    for held in current.session().authorizations.iter() {
        if let Some(grant_id) = held.grant_id.as_ref().filter(|_| !held.persists_logout) {
            grant::revoke(tx.store, grant_id);
        }
    }
    current.destroy();
}

/// Takes one client out of the session.
fn end_client(tx: &mut Tx<'_>, current: &mut Current, client_id: &Arc<str>) {
    let session = current.change();
    session.form = None;
    if let Some(held) = session.authorizations.remove(client_id)
        && !held.persists_logout
        && let Some(grant_id) = &held.grant_id
    {
        grant::revoke(tx.store, grant_id);
    }
    current.rotate(tx);
}

fn destination(tx: &Tx<'_>, request: &Request, form: &PendingForm, ends_all: bool) -> String {
    if let Some(uri) = &form.post_logout_redirect_uri {
        let state: Vec<(&str, &str)> = form.state.iter().map(|s| ("state", s.as_str())).collect();
        return redirect_uri::with_query(uri, &state);
    }
    let success = format!("{}{}/session/end/success", request.origin, tx.profile.mount);
    match form.client_id.as_deref().filter(|_| !ends_all) {
        Some(client_id) => redirect_uri::with_query(&success, &[("client_id", client_id)]),
        None => success,
    }
}
