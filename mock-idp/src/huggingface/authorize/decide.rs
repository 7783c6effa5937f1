//! The user's word on an authorization request: the consent page's form.

use std::sync::Arc;

use super::{request, respond, show};
use crate::huggingface::{app::Tx, login};
use crate::oidc::exchange::{Reply, Request};

/// `POST /oauth/authorize`: the same address as the page's, query included. A form without a decision
/// means yes, as Hugging Face has it; a form that is itself an authorization request (OpenID Connect
/// Core section 3.1.2.1) is treated as one.
pub fn decide(tx: &mut Tx<'_>, request: &Request) -> Reply {
    if request.query.get("client_id").is_none() {
        return show::show_request(tx, request, &request.body);
    }
    let asked = match request::check(tx, &request.query) {
        Ok(asked) => asked,
        Err(refusal) => return respond::refuse(refusal),
    };
    let Some(session) = tx.session(request) else {
        let here = format!("{}?{}", super::PATH, request.query.encode());
        return Reply::see_other(login::address(&here)).traced("consent");
    };
    if request.body.get("decision") == Some("cancel") {
        let mut reply = respond::refused(&asked, "access_denied", "The user denied the request")
            .traced("consent");
        reply.trace.user_id = Some(session.username.to_string());
        return reply;
    }
    let orgs = picked_orgs(tx, &session.username, request, &asked.org_ids);
    let key = (session.username.clone(), Arc::from(asked.app.id.as_str()));
    let consent = tx.state.store.consents.entry(key).or_default();
    consent.scopes.extend(&asked.scopes);
    consent.orgs.extend(orgs.iter().cloned());
    let orgs = consent.orgs.iter().cloned().collect();
    respond::grant(tx, &asked, &session, orgs).traced("consent")
}

/// The user's organizations that were ticked on the page. The page ticks those of the request; a form
/// that never saw the page means those.
fn picked_orgs(tx: &Tx<'_>, username: &str, request: &Request, asked: &[String]) -> Vec<Box<str>> {
    let saw_page = request.body.get("decision").is_some();
    let picked: Vec<&str> = if saw_page {
        request.body.all("orgIds").collect()
    } else {
        asked.iter().map(String::as_str).collect()
    };
    let orgs = tx.state.data.users.get(username).map(|user| &user.orgs);
    orgs.into_iter()
        .flatten()
        .filter(|org| picked.contains(&org.sub.as_str()))
        .map(|org| org.sub.as_str().into())
        .collect()
}
