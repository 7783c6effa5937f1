//! `/consent`: an application that is nobody's own asks before it is let in; all others are let in at once.
//!
//! The page reads what Logto's page reads from `GET /api/interaction/consent`.

use askama::Template;
use http::StatusCode;
use serde_json::Value;
use url::Url;

use super::{
    error_page, flow,
    frame::Frame,
    paths,
    terms::Terms,
    texts::{Texts, fill},
    visit::Visit,
};
use crate::{
    logto::{ApiError, experience::consent},
    oidc::exchange::{Body, Reply},
};

/// Logto's name of the resource that organization permissions belong to.
const ORGANIZATIONS: &str = "urn:logto:resource:organizations";

#[derive(Debug, Template)]
#[template(path = "logto/consent.html")]
struct ConsentPage {
    frame: Frame,
    t: &'static Texts,
    title: String,
    user: Person,
    groups: Vec<Group>,
    organizations: Vec<Choice>,
    terms: Terms,
    lead: Lead,
    other_account: String,
}

/// Who is asked.
#[derive(Debug)]
struct Person {
    name: String,
    detail: Option<String>,
    avatar: Option<String>,
}

/// What is asked for, of one kind.
#[derive(Debug)]
struct Group {
    name: String,
    items: Vec<String>,
}

/// An organization to choose.
#[derive(Debug)]
struct Choice {
    id: String,
    name: String,
}

/// Where agreeing leads: the words around the links to the application's terms.
#[derive(Debug, Default)]
struct Lead {
    before: String,
    after: String,
}

/// `GET /consent`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    decide(visit).unwrap_or_else(|error| refuse(visit, &error))
}

/// `POST /consent`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    agree(visit).unwrap_or_else(|error| refuse(visit, &error))
}

fn decide(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let uid = flow::uid(visit)?;
    if is_third_party(visit, &uid) {
        let asked = consent::show(visit.state, &uid, visit.now)?;
        let reply = page(visit, &asked);
        return Ok(noted(visit, &uid, reply));
    }
    let address = give(visit, &uid, Vec::new())?;
    let reply = Reply::new(StatusCode::FOUND, Body::Redirect(address));
    Ok(noted(visit, &uid, reply))
}

fn agree(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let uid = flow::uid(visit)?;
    if visit.field("action") == "cancel" {
        // Logto tells the application nothing.
        let asked = consent::show(visit.state, &uid, visit.now)?;
        let back = asked["redirectUri"].as_str().unwrap_or(paths::SIGN_IN);
        return Ok(Reply::see_other(back));
    }
    let chosen = visit.request.body.all("organizationIds");
    let address = give(visit, &uid, chosen.map(str::to_owned).collect())?;
    let reply = Reply::see_other(address);
    Ok(noted(visit, &uid, reply))
}

fn is_third_party(visit: &Visit<'_>, uid: &str) -> bool {
    let interaction = visit.state.store.interactions.get(uid, visit.now);
    interaction
        .and_then(|one| visit.state.data.applications.get(&one.client_id))
        .is_some_and(|application| application.is_third_party)
}

fn give(visit: &mut Visit<'_>, uid: &str, organizations: Vec<String>) -> Result<String, ApiError> {
    let (origin, now) = (&visit.request.origin, visit.now);
    consent::give(visit.state, visit.profile, uid, origin, organizations, now)
}

/// A user who is kept out is told so on a page; where there is nobody to let in, Logto answers as its APIs
/// do.
fn refuse(visit: &mut Visit<'_>, error: &ApiError) -> Reply {
    let mut reply = if error.code == "oidc.access_denied" {
        error_page::access_denied(visit)
    } else {
        let body = error.to_json(visit.language());
        Reply::new(error.status, Body::Json(body))
    };
    reply.trace.error = Some(error.problem());
    reply
}

fn noted(visit: &Visit<'_>, uid: &str, mut reply: Reply) -> Reply {
    if let Some(interaction) = visit.state.store.interactions.get(uid, visit.now) {
        reply.trace.client_id = Some(interaction.client_id.to_string());
        reply.trace.user_id = interaction.account_id.as_deref().map(str::to_owned);
    }
    reply
}

fn page(visit: &mut Visit<'_>, asked: &Value) -> Reply {
    let t = visit.t;
    let application = &asked["application"];
    let name = text(application, "displayName").or_else(|| text(application, "name"));
    let name = name.unwrap_or_default();
    let terms = Terms::of_application(
        text(application, "termsOfUseUrl"),
        text(application, "privacyPolicyUrl"),
    );
    let target = asked["redirectUri"].as_str().map(origin_of);
    let page = ConsentPage {
        t,
        title: fill(t.authorize_app, "name", &name),
        user: person(&asked["user"], t),
        groups: groups(asked, t),
        organizations: list(&asked["organizations"])
            .map(|one| Choice {
                id: text(one, "id").unwrap_or_default(),
                name: text(one, "name").unwrap_or_default(),
            })
            .collect(),
        lead: lead(&name, &terms, target, t),
        terms,
        other_account: visit.link(paths::SIGN_IN),
        frame: visit.frame(paths::SIGN_IN),
    };
    visit.page(&page)
}

fn person(user: &Value, t: &Texts) -> Person {
    let id = text(user, "id").unwrap_or_default();
    Person {
        name: text(user, "name").unwrap_or_else(|| fill(t.user_id, "id", &id)),
        detail: ["primaryEmail", "primaryPhone", "username"]
            .into_iter()
            .find_map(|name| text(user, name)),
        avatar: text(user, "avatar"),
    }
}

fn groups(asked: &Value, t: &Texts) -> Vec<Group> {
    let described = |scope: &Value| {
        let scope = scope.as_str().unwrap_or_default();
        let known = t.scopes.iter().find(|(name, _)| *name == scope);
        known.map_or(scope, |(_, text)| *text).to_owned()
    };
    let of_user: Vec<String> = list(&asked["missingOIDCScope"]).map(described).collect();
    let of_user = (!of_user.is_empty()).then(|| Group {
        name: t.user_scopes.to_owned(),
        items: of_user,
    });
    let of_resources = list(&asked["missingResourceScopes"]).map(|missing| {
        let resource = &missing["resource"];
        let own = text(resource, "name").unwrap_or_default();
        let items = list(&missing["scopes"])
            .filter_map(|scope| text(scope, "description").or_else(|| text(scope, "name")));
        Group {
            name: if resource["indicator"] == ORGANIZATIONS {
                t.organization_access.to_owned()
            } else {
                own
            },
            items: items.collect(),
        }
    });
    of_user.into_iter().chain(of_resources).collect()
}

fn lead(name: &str, terms: &Terms, target: Option<String>, t: &Texts) -> Lead {
    let Some(target) = target else {
        return Lead::default();
    };
    if !terms.exist() {
        return Lead {
            before: fill(t.leads_to, "origin", &target),
            after: String::new(),
        };
    }
    let [before, then, end] = t.agree_and_lead;
    Lead {
        before: fill(before, "name", name),
        after: format!("{then} {target}{end}"),
    }
}

fn text(map: &Value, name: &str) -> Option<String> {
    let text = map.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The origin of an address; of one without (a scheme of an app's own) the address itself.
fn origin_of(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) if url.origin().is_tuple() => url.origin().ascii_serialization(),
        Ok(_) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        assert_eq!(
            origin_of("http://localhost:3000/cb"),
            "http://localhost:3000"
        );
        assert_eq!(origin_of("io.app://callback"), "io.app://callback");
    }
}
