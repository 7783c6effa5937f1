//! What an authorization request leads to before the user has said anything.

use std::sync::Arc;

use http::StatusCode;

use super::{
    request::{self, AuthorizationRequest, Prompt},
    respond,
};
use crate::huggingface::{
    app::Tx,
    login,
    pages::{self, ConsentPage},
    store::{Consent, Session},
};
use crate::oidc::{
    exchange::{Reply, Request},
    params::Params,
};

/// The address of the authorization endpoint below the origin.
pub const PATH: &str = "/oauth/authorize";

/// `GET /oauth/authorize`.
pub fn show(tx: &mut Tx<'_>, request: &Request) -> Reply {
    show_request(tx, request, &request.query)
}

/// The same, wherever the parameters came from.
pub fn show_request(tx: &mut Tx<'_>, request: &Request, params: &Params) -> Reply {
    let asked = match request::check(tx, params) {
        Ok(asked) => asked,
        Err(refusal) => return respond::refuse(refusal),
    };
    let session = tx.session(request);
    let session = match (asked.prompt, session) {
        (Prompt::None, None) => {
            return respond::refused(&asked, "login_required", "The user is not signed in");
        }
        (Prompt::WhereNew | Prompt::Consent, None) | (Prompt::Login, _) => {
            return to_login(&asked, params);
        }
        (Prompt::None | Prompt::WhereNew | Prompt::Consent, Some(session)) => session,
    };
    let consented = consented(tx, &asked, &session);
    match (asked.prompt, consented) {
        (Prompt::None | Prompt::WhereNew, Some(orgs)) => respond::grant(tx, &asked, &session, orgs),
        (Prompt::None, None) => {
            respond::refused(&asked, "consent_required", "The user has not consented")
        }
        (Prompt::WhereNew, None) | (Prompt::Consent | Prompt::Login, _) => {
            consent_page(tx, &asked, &session, params)
        }
    }
}

/// To the sign-in page and back here. Who was told to sign in again is not told so twice.
fn to_login(asked: &AuthorizationRequest, params: &Params) -> Reply {
    let mut params = params.clone();
    if asked.prompt == Prompt::Login {
        let rest = params
            .get("prompt")
            .unwrap_or_default()
            .replace("login", "");
        params.remove("prompt");
        if !rest.trim().is_empty() {
            params.set("prompt", rest.trim());
        }
    }
    let mut reply = Reply::see_other(login::address(&format!("{PATH}?{}", params.encode())))
        .traced("authorize");
    reply.trace.client_id = Some(asked.app.id.clone());
    reply
}

/// The organizations that come with an earlier consent, if that covers all that is asked for now.
fn consented(
    tx: &Tx<'_>,
    asked: &AuthorizationRequest,
    session: &Session,
) -> Option<Vec<Box<str>>> {
    let key = (session.username.clone(), Arc::from(asked.app.id.as_str()));
    let Consent { scopes, orgs } = tx.state.store.consents.get(&key)?;
    let covers = asked.scopes.iter().all(|scope| scopes.contains(scope))
        && asked.org_ids.iter().all(|id| orgs.contains(id.as_str()));
    covers.then(|| orgs.iter().cloned().collect())
}

fn consent_page(
    tx: &Tx<'_>,
    asked: &AuthorizationRequest,
    session: &Session,
    params: &Params,
) -> Reply {
    let Some(user) = tx.state.data.users.get(&*session.username) else {
        return to_login(asked, params);
    };
    let page = ConsentPage::new(
        &asked.app,
        user,
        &asked.scopes,
        &asked.org_ids,
        format!("{PATH}?{}", params.encode()),
        tx.issuer,
    );
    let mut reply = pages::show(StatusCode::OK, &page).traced("authorize");
    reply.trace.client_id = Some(asked.app.id.clone());
    reply.trace.user_id = Some(user.username.clone());
    reply
}
