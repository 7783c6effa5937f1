//! The view that the sign-in and register pages share: a form, the way to the other page, social buttons.

use askama::Template;

use super::{
    field::Field,
    flow,
    frame::Frame,
    paths,
    social::buttons::{self, Button},
    terms::{Agree, Terms},
    texts::Texts,
    visit::Visit,
};
use crate::{logto::model::sign_in_experience::IdentifierType, oidc::exchange::Reply};

/// What was typed and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    pub identifier: String,
    pub password: String,
    pub identifier_error: Option<String>,
    pub password_error: Option<String>,
    /// What is wrong with all of it.
    pub error: Option<String>,
    /// Whether the terms' box is ticked.
    pub agreed: bool,
    /// Whether the page asks for agreement to the terms.
    pub ask: bool,
}

impl Attempt {
    /// What the request's form says.
    pub(super) fn of(visit: &Visit<'_>) -> Self {
        Self {
            identifier: visit.field("identifier").to_owned(),
            password: visit.raw_field("password").to_owned(),
            agreed: !visit.field("termsAgreement").is_empty(),
            ..Self::default()
        }
    }

    /// Nothing yet but what is known of the person: the request's hint, or what was typed before in the same
    /// interaction, if the page accepts that kind.
    pub(super) fn begun(visit: &mut Visit<'_>, kinds: &[IdentifierType]) -> Self {
        let hint = visit.request.query.get("login_hint").map(str::to_owned);
        let known = || flow::remembered_identifier(visit, kinds);
        Self {
            identifier: hint.or_else(known).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Whether something is wrong.
    pub(super) fn is_refused(&self) -> bool {
        self.identifier_error.is_some() || self.password_error.is_some() || self.error.is_some()
    }
}

/// The form of an entry page.
#[derive(Debug)]
pub(super) struct Form {
    /// Where it goes; the page's own address where nothing is said.
    pub action: Option<String>,
    pub identifier: Field,
    pub password: Option<Field>,
    pub error: Option<String>,
    /// The address of the "forgot" link.
    pub forgot: Option<String>,
    pub button: &'static str,
}

/// A question and a link.
#[derive(Debug)]
pub(super) struct Link {
    pub question: &'static str,
    pub text: &'static str,
    pub href: String,
}

#[derive(Debug, Template)]
#[template(path = "logto/sign_in.html")]
struct EntryPage {
    frame: Frame,
    t: &'static Texts,
    title: &'static str,
    description: Option<String>,
    form: Option<Form>,
    single_sign_on: Option<String>,
    other: Option<Link>,
    social: Vec<Button>,
    terms: Terms,
    agree: Option<Agree>,
}

/// An entry page, but for what surrounds it.
#[derive(Debug)]
pub(super) struct Entry {
    pub title: &'static str,
    pub description: Option<String>,
    pub form: Option<Form>,
    pub other: Option<Link>,
    pub terms: Terms,
    /// Whether there are social buttons and the way to enterprise sign-on.
    pub all_ways: bool,
    /// Whether the page asks for agreement to the terms.
    pub ask: bool,
}

/// Answers with an entry page.
pub(super) fn show(visit: &mut Visit<'_>, entry: Entry) -> Reply {
    let agree = entry.ask.then(|| Agree {
        action: visit.link(&visit.request.path),
        fields: visit
            .request
            .body
            .pairs()
            .iter()
            .filter(|(name, _)| matches!(&**name, "identifier" | "password"))
            .cloned()
            .collect(),
    });
    let page = EntryPage {
        t: visit.t,
        title: entry.title,
        description: entry.description,
        form: entry.form,
        single_sign_on: (entry.all_ways && single_sign_on_is_offered(visit))
            .then(|| visit.link(paths::SINGLE_SIGN_ON_EMAIL)),
        other: entry.other,
        social: if entry.all_ways {
            buttons::all(visit)
        } else {
            Vec::new()
        },
        terms: entry.terms,
        agree,
        frame: visit.frame(paths::SIGN_IN),
    };
    visit.page(&page)
}

fn single_sign_on_is_offered(visit: &Visit<'_>) -> bool {
    let data = &visit.state.data;
    data.sign_in_experience.single_sign_on_enabled
        && data
            .others
            .get("sso-connectors")
            .is_some_and(|connectors| !connectors.is_empty())
}
