//! `/consent`: an application that is nobody's own asks before it is let in; all others are let in at once.

use askama::Template;
use http::StatusCode;
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
    logto::{
        ApiError,
        model::{Application, User},
    },
    oidc::{
        consent,
        directory::Directory,
        exchange::{Body, Reply},
        interaction::{Interaction, resume_url},
    },
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
#[derive(Debug)]
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
    let (uid, interaction) = current(visit)?;
    let client_id = &*interaction.client_id;
    let account_id = interaction.account_id.as_deref();
    if account_id.is_some_and(|id| visit.state.data.is_denied(id, client_id)) {
        return Ok(error_page::access_denied(visit));
    }
    let application = visit.state.data.applications.get(client_id);
    if let Some(application) = application.filter(|application| application.is_third_party) {
        let application = application.clone();
        return Ok(
            match account_id.and_then(|id| visit.state.data.users.get(id)) {
                Some(user) => {
                    let user = person(user, visit.t);
                    page(visit, &interaction, &application, user)
                }
                None => error_page::out_of_turn(visit),
            },
        );
    }
    grant(visit, &uid, Vec::new())?;
    let address = resume_url(&visit.request.origin, visit.profile, &uid, &interaction);
    let reply = Reply::new(StatusCode::FOUND, Body::Redirect(address));
    Ok(noted(reply, &interaction))
}

fn agree(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (uid, interaction) = current(visit)?;
    if visit.field("action") == "cancel" {
        // Logto tells the application nothing.
        let back = interaction
            .params
            .get("redirect_uri")
            .unwrap_or(paths::SIGN_IN);
        return Ok(Reply::see_other(back));
    }
    let account_id = interaction.account_id.as_deref().unwrap_or_default();
    if visit
        .state
        .data
        .is_denied(account_id, &interaction.client_id)
    {
        return Ok(error_page::access_denied(visit));
    }
    let chosen = visit.request.body.all("organizationIds");
    let organizations = chosen.map(str::to_owned).collect();
    grant(visit, &uid, organizations)?;
    let address = resume_url(&visit.request.origin, visit.profile, &uid, &interaction);
    Ok(noted(Reply::see_other(address), &interaction))
}

fn current(visit: &mut Visit<'_>) -> Result<(String, Interaction), ApiError> {
    let uid = flow::uid(visit)?;
    let interaction = visit.state.store.interactions.get(&uid, visit.now);
    let interaction = interaction.cloned().ok_or_else(ApiError::internal)?;
    Ok((uid, interaction))
}

fn grant(visit: &mut Visit<'_>, uid: &str, organizations: Vec<String>) -> Result<(), ApiError> {
    let mut tx = visit.state.tx(visit.profile, visit.now);
    consent::grant_all(&mut tx, uid, organizations)?;
    Ok(())
}

/// Logto answers as its APIs do where there is nobody to let in.
fn refuse(visit: &Visit<'_>, error: &ApiError) -> Reply {
    let language = visit.language();
    let mut reply = Reply::new(error.status, Body::Json(error.to_json(language)));
    reply.trace.error = Some(error.problem());
    reply
}

fn noted(mut reply: Reply, interaction: &Interaction) -> Reply {
    reply.trace.client_id = Some(interaction.client_id.to_string());
    reply.trace.user_id = interaction.account_id.as_deref().map(str::to_owned);
    reply
}

fn page(
    visit: &mut Visit<'_>,
    interaction: &Interaction,
    application: &Application,
    user: Person,
) -> Reply {
    let t = visit.t;
    let own = |name: &str| {
        let own = application.sign_in_experience.as_ref()?.get(name)?;
        own.as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let name = own("displayName").unwrap_or_else(|| application.name.clone());
    let terms = Terms::of_application(own("termsOfUseUrl"), own("privacyPolicyUrl"));
    let target = interaction.params.get("redirect_uri").map(origin_of);
    let page = ConsentPage {
        t,
        title: fill(t.authorize_app, "name", &name),
        user,
        groups: groups(visit, interaction),
        organizations: organizations(visit, interaction),
        lead: lead(&name, &terms, target, t),
        terms,
        other_account: visit.link(paths::SIGN_IN),
        frame: visit.frame(paths::SIGN_IN),
    };
    noted(visit.page(&page), interaction)
}

fn person(user: &User, t: &Texts) -> Person {
    let detail = user.primary_email.as_ref().or(user.primary_phone.as_ref());
    Person {
        name: user
            .name
            .clone()
            .unwrap_or_else(|| fill(t.user_id, "id", &user.id)),
        detail: detail.or(user.username.as_ref()).cloned(),
        avatar: user.avatar.clone().filter(|url| !url.is_empty()),
    }
}

fn groups(visit: &Visit<'_>, interaction: &Interaction) -> Vec<Group> {
    let t = visit.t;
    let described = |scope: &String| {
        let known = t.scopes.iter().find(|(name, _)| name == scope);
        known.map_or_else(|| scope.clone(), |(_, text)| (*text).to_owned())
    };
    let of_user: Vec<String> = interaction
        .missing_scopes
        .iter()
        .filter(|scope| !matches!(&***scope, "openid" | "offline_access"))
        .map(described)
        .collect();
    let mut groups = Vec::new();
    if !of_user.is_empty() {
        groups.push(Group {
            name: t.user_scopes.to_owned(),
            items: of_user,
        });
    }
    let of_resources = interaction.missing_resource_scopes.iter();
    groups.extend(of_resources.map(|(indicator, scopes)| resource_group(visit, indicator, scopes)));
    groups
}

fn resource_group(visit: &Visit<'_>, indicator: &str, scopes: &[String]) -> Group {
    let data = &visit.state.data;
    let resource = data.resource_by_indicator(indicator);
    let description = |name: &String| {
        let of_resource = resource
            .and_then(|resource| resource.scopes.iter().find(|scope| scope.name == *name))
            .and_then(|scope| scope.description.clone());
        let of_template = || {
            let mut scopes = data.organization_scopes.iter();
            scopes
                .find(|scope| scope.name == *name)?
                .description
                .clone()
        };
        let text = if indicator == ORGANIZATIONS {
            of_template()
        } else {
            of_resource
        };
        text.filter(|text| !text.is_empty())
            .unwrap_or_else(|| name.clone())
    };
    Group {
        name: match resource {
            _ if indicator == ORGANIZATIONS => visit.t.organization_access.to_owned(),
            Some(resource) => resource.name.clone(),
            None => indicator.to_owned(),
        },
        items: scopes.iter().map(description).collect(),
    }
}

/// The user's organizations, where the application asks for them.
fn organizations(visit: &Visit<'_>, interaction: &Interaction) -> Vec<Choice> {
    let asked =
        (interaction.missing_scopes.iter()).any(|scope| scope == "urn:logto:scope:organizations");
    let Some(user_id) = interaction.account_id.as_deref().filter(|_| asked) else {
        return Vec::new();
    };
    let organizations = visit.state.data.organizations.iter();
    organizations
        .filter(|one| one.members.iter().any(|member| member.user_id == user_id))
        .map(|one| Choice {
            id: one.id.clone(),
            name: one.name.clone(),
        })
        .collect()
}

fn lead(name: &str, terms: &Terms, target: Option<String>, t: &Texts) -> Lead {
    let Some(target) = target else {
        return Lead {
            before: String::new(),
            after: String::new(),
        };
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
