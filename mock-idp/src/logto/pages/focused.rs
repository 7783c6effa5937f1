//! `/identifier-sign-in` and `/identifier-register`: one form and nothing else, for the kinds of identifier
//! that the authorization request names (`identifier=email phone`), as far as the tenant knows them.

use super::{
    entry::{self, Attempt, Entry, Link},
    identifier, paths, register, sign_in, sign_up,
    terms::{Place, Terms},
    texts::{alternatives, fill},
    visit::Visit,
};
use crate::{
    logto::model::sign_in_experience::{IdentifierType, SignInMode},
    oidc::exchange::Reply,
};

/// `GET /identifier-sign-in`.
pub(super) fn show_sign_in(visit: &mut Visit<'_>) -> Reply {
    let kinds = named(visit, sign_in::kinds(visit));
    let attempt = Attempt::begun(visit, &kinds);
    sign_in_page(visit, &attempt)
}

/// `POST /identifier-sign-in`.
pub(super) fn submit_sign_in(visit: &mut Visit<'_>) -> Reply {
    let kinds = named(visit, sign_in::kinds(visit));
    sign_in::submit_with(visit, &kinds, sign_in_page)
}

/// `GET /identifier-register`.
pub(super) fn show_register(visit: &mut Visit<'_>) -> Reply {
    let kinds = named(visit, sign_up::kinds(visit));
    let attempt = Attempt::begun(visit, &kinds);
    register_page(visit, &attempt)
}

/// `POST /identifier-register`.
pub(super) fn submit_register(visit: &mut Visit<'_>) -> Reply {
    let kinds = named(visit, sign_up::kinds(visit));
    register::submit_with(visit, &kinds, register_page)
}

fn sign_in_page(visit: &mut Visit<'_>, attempt: &Attempt) -> Reply {
    let t = visit.t;
    let kinds = named(visit, sign_in::kinds(visit));
    let experience = &visit.state.data.sign_in_experience;
    if kinds.is_empty() || experience.sign_in_mode == SignInMode::Register {
        return visit.go(paths::SIGN_IN);
    }
    let entry = Entry {
        title: t.sign_in,
        description: Some(described(t.enter_to_sign_in, visit, &kinds)),
        terms: Terms::new(experience, Place::SignIn).ticked(attempt.agreed),
        form: Some(sign_in::form(visit, &kinds, attempt)),
        other: Some(Link {
            question: "",
            text: t.all_sign_in_options,
            href: visit.link(paths::SIGN_IN),
        }),
        all_ways: false,
        ask: attempt.ask,
    };
    entry::show(visit, entry)
}

fn register_page(visit: &mut Visit<'_>, attempt: &Attempt) -> Reply {
    let t = visit.t;
    let kinds = named(visit, sign_up::kinds(visit));
    let experience = &visit.state.data.sign_in_experience;
    if kinds.is_empty() || experience.sign_in_mode == SignInMode::SignIn {
        return visit.go(paths::SIGN_IN);
    }
    let entry = Entry {
        title: t.create_account,
        description: Some(described(t.enter_to_register, visit, &kinds)),
        terms: Terms::new(experience, Place::Register).ticked(attempt.agreed),
        form: Some(register::form(visit, &kinds, attempt)),
        other: Some(Link {
            question: "",
            text: t.all_register_options,
            href: visit.link(paths::REGISTER),
        }),
        all_ways: false,
        ask: attempt.ask,
    };
    entry::show(visit, entry)
}

/// Those of the kinds that the address names; all of them where it names none.
fn named(visit: &Visit<'_>, kinds: Vec<IdentifierType>) -> Vec<IdentifierType> {
    match visit.request.query.get("identifier") {
        None => kinds,
        Some(names) => {
            let is_named = |kind: &IdentifierType| {
                names
                    .split_ascii_whitespace()
                    .any(|name| name == kind.name())
            };
            kinds.into_iter().filter(is_named).collect()
        }
    }
}

fn described(text: &str, visit: &Visit<'_>, kinds: &[IdentifierType]) -> String {
    fill(
        text,
        "types",
        &alternatives(&identifier::within(kinds, visit.t)),
    )
}
