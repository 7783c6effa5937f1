//! `/register`: the identifier of a new account.

use super::{
    entry::{self, Attempt, Entry, Form, Link},
    flow,
    identifier::{self, Autocomplete},
    memory::{Memory, Sent},
    paths, sign_up,
    terms::{Place, Terms},
    visit::Visit,
};
use crate::{
    logto::{
        ApiError,
        experience::{self, Identifier, InteractionEvent, code, profile::Told},
        model::sign_in_experience::{IdentifierType, SignInMode},
    },
    oidc::exchange::Reply,
};

/// `GET /register`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    if visit.state.data.sign_in_experience.sign_in_mode == SignInMode::SignIn {
        return visit.go(paths::SIGN_IN);
    }
    let attempt = Attempt::begun(visit, &sign_up::kinds(visit));
    page(visit, &attempt)
}

/// `POST /register`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let kinds = sign_up::kinds(visit);
    submit_with(visit, &kinds, page)
}

/// Starts an account with one of these kinds of identifier; what is wrong is shown by `page`.
pub(super) fn submit_with(
    visit: &mut Visit<'_>,
    kinds: &[IdentifierType],
    page: fn(&mut Visit<'_>, &Attempt) -> Reply,
) -> Reply {
    let t = visit.t;
    let mut attempt = Attempt::of(visit);
    if visit.field("action") == "cancel" {
        return page(visit, &attempt);
    }
    let typed =
        identifier::read(&attempt.identifier, kinds).filter(|typed| !typed.value.is_empty());
    attempt.identifier_error = match &typed {
        None => Some(identifier::required(kinds, t)),
        Some(typed) => identifier::new_is_wrong(typed, t),
    };
    let Some(typed) = typed.filter(|_| !attempt.is_refused()) else {
        return page(visit, &attempt);
    };
    if !attempt.agreed && Terms::new(&visit.state.data.sign_in_experience, Place::Register).asks() {
        attempt.ask = true;
        return page(visit, &attempt);
    }
    start(visit, typed.clone()).unwrap_or_else(|error| {
        if let Some(elsewhere) = flow::diverted(visit, &error, None) {
            return elsewhere;
        }
        flow::remember_identifier(visit, &typed);
        let message = visit.says(&error);
        if error.code.starts_with("user.username_") {
            attempt.identifier_error = Some(message);
        } else {
            visit.show_toast(message);
        }
        page(visit, &attempt)
    })
}

fn start(visit: &mut Visit<'_>, identifier: Identifier) -> Result<Reply, ApiError> {
    let event = InteractionEvent::Register;
    let uid = flow::begin(visit, event)?;
    let now = visit.now;
    if identifier.kind == IdentifierType::Username {
        let told = Told::Username(identifier.value);
        experience::set_profile(visit.state, &uid, told, now)?;
        return if sign_up::asks_password(visit) {
            Ok(visit.go(paths::REGISTER_PASSWORD))
        } else {
            flow::enter(visit, &uid, None)
        };
    }
    let verification_id = code::send_code(visit.state, &uid, &identifier, event, now)?;
    let sent = Some(Sent {
        verification_id,
        at: now,
    });
    flow::remember(visit, &uid, Memory { identifier, sent });
    Ok(visit.go(paths::REGISTER_CODE))
}

/// The page with what was typed so far.
fn page(visit: &mut Visit<'_>, attempt: &Attempt) -> Reply {
    let t = visit.t;
    let kinds = sign_up::kinds(visit);
    let experience = &visit.state.data.sign_in_experience;
    let terms = Terms::new(experience, Place::Register).ticked(attempt.agreed);
    let other = (experience.sign_in_mode == SignInMode::SignInAndRegister).then(|| Link {
        question: t.have_account,
        text: t.sign_in,
        href: visit.link(paths::SIGN_IN),
    });
    let entry = Entry {
        title: t.register_title,
        description: None,
        form: (!kinds.is_empty()).then(|| form(visit, &kinds, attempt)),
        other,
        terms,
        all_ways: true,
        ask: attempt.ask,
    };
    entry::show(visit, entry)
}

/// The form for these kinds of identifier.
pub(super) fn form(visit: &Visit<'_>, kinds: &[IdentifierType], attempt: &Attempt) -> Form {
    Form {
        action: None,
        identifier: identifier::field(kinds, Autocomplete::Off, visit.t)
            .filled(&attempt.identifier)
            .focused(attempt.identifier_error.is_some())
            .refused(attempt.identifier_error.clone()),
        password: None,
        error: attempt.error.clone(),
        forgot: None,
        button: visit.t.create_account,
    }
}
