//! `/sign-in`: the identifier, and the password beside it where every method asks for one.

use super::{
    entry::{self, Attempt, Entry, Form, Link},
    field::Field,
    identifier::{self, Autocomplete},
    paths, sign_up,
    terms::{Place, Terms},
    visit::Visit,
};
use crate::{
    logto::model::sign_in_experience::{IdentifierType, SignInMode},
    oidc::exchange::Reply,
};

/// `GET /sign-in`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    if visit.state.data.sign_in_experience.sign_in_mode == SignInMode::Register {
        return visit.go(paths::REGISTER);
    }
    let attempt = Attempt {
        identifier: visit
            .request
            .query
            .get("login_hint")
            .unwrap_or_default()
            .to_owned(),
        ..Attempt::default()
    };
    page(visit, attempt)
}

/// The kinds of identifier that people can sign in with.
pub(super) fn kinds(visit: &Visit<'_>) -> Vec<IdentifierType> {
    let methods = &visit.state.data.sign_in_experience.sign_in.methods;
    methods.iter().map(|method| method.identifier).collect()
}

/// Whether the password stands beside the identifier: every method has one and none has codes.
pub(super) fn is_password_only(visit: &Visit<'_>) -> bool {
    let methods = &visit.state.data.sign_in_experience.sign_in.methods;
    methods
        .iter()
        .all(|method| method.password && !method.verification_code)
}

/// The page with what was typed so far.
pub(super) fn page(visit: &mut Visit<'_>, attempt: Attempt) -> Reply {
    let t = visit.t;
    let kinds = kinds(visit);
    let terms =
        Terms::new(&visit.state.data.sign_in_experience, Place::SignIn).ticked(attempt.agreed);
    let other = (visit.state.data.sign_in_experience.sign_in_mode == SignInMode::SignInAndRegister
        && sign_up::is_offered(visit))
    .then(|| Link {
        question: t.no_account,
        text: t.create_account,
        href: visit.link(paths::REGISTER),
    });
    let form = (!kinds.is_empty()).then(|| form(visit, &kinds, &attempt));
    let entry = Entry {
        title: t.sign_in_title,
        description: None,
        form,
        other,
        terms,
        all_ways: true,
        ask: attempt.ask,
    };
    entry::show(visit, entry)
}

/// The form for these kinds of identifier.
pub(super) fn form(visit: &Visit<'_>, kinds: &[IdentifierType], attempt: &Attempt) -> Form {
    let t = visit.t;
    let with_password = is_password_only(visit);
    Form {
        identifier: identifier::field(kinds, Autocomplete::Known, t)
            .filled(&attempt.identifier)
            .focused(attempt.identifier_error.is_some() && attempt.password_error.is_none())
            .refused(attempt.identifier_error.clone()),
        password: with_password.then(|| {
            Field::password("password", "current-password", t.password)
                .filled(&attempt.password)
                .focused(attempt.password_error.is_some())
                .refused(attempt.password_error.clone())
        }),
        error: attempt.error.clone(),
        forgot: (with_password && sign_up::password_can_be_reset(visit))
            .then(|| visit.link(paths::FORGOT_PASSWORD)),
        button: t.sign_in,
    }
}
