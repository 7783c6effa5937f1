//! `/sign-in`: the identifier, and the password beside it where every method asks for one.

use super::{
    entry::{self, Attempt, Entry, Form, Link},
    field::Field,
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
        experience::{self, Identifier, InteractionEvent, code},
        model::sign_in_experience::{IdentifierType, SignInMethod, SignInMode},
    },
    oidc::exchange::Reply,
};

/// `GET /sign-in`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    if visit.state.data.sign_in_experience.sign_in_mode == SignInMode::Register {
        return visit.go(paths::REGISTER);
    }
    if visit.request.query.get("one_time_token").is_some() {
        let query = visit.request.query.encode();
        return Reply::see_other(format!("{}?{query}", paths::ONE_TIME_TOKEN));
    }
    let attempt = Attempt::begun(visit, &kinds(visit));
    page(visit, &attempt)
}

/// `POST /sign-in`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let kinds = kinds(visit);
    submit_with(visit, &kinds, page)
}

/// Signs in with one of these kinds of identifier; what is wrong is shown by `page`.
pub(super) fn submit_with(
    visit: &mut Visit<'_>,
    kinds: &[IdentifierType],
    page: fn(&mut Visit<'_>, &Attempt) -> Reply,
) -> Reply {
    let t = visit.t;
    let with_password = is_password_only(visit);
    let mut attempt = Attempt::of(visit);
    if visit.field("action") == "cancel" {
        return page(visit, &attempt);
    }
    let typed =
        identifier::read(&attempt.identifier, kinds).filter(|typed| !typed.value.is_empty());
    match &typed {
        None => attempt.identifier_error = Some(identifier::required(kinds, t)),
        Some(typed) if !identifier::is_well_formed(typed) => {
            attempt.identifier_error = Some(identifier::invalid(kinds, t));
        }
        Some(_) => {}
    }
    if with_password && attempt.password.is_empty() {
        attempt.password_error = Some(t.password_required.to_owned());
    }
    let Some(typed) = typed.filter(|_| !attempt.is_refused()) else {
        return page(visit, &attempt);
    };
    if !attempt.agreed && Terms::new(&visit.state.data.sign_in_experience, Place::SignIn).asks() {
        attempt.ask = true;
        return page(visit, &attempt);
    }
    let result = if with_password {
        prove_password(visit, &typed, &attempt.password)
    } else {
        identifier_first(visit, typed.clone())
    };
    result.unwrap_or_else(|error| refuse(visit, &typed, attempt, &error, page))
}

/// Shows a refusal: wrong credentials in the form, everything else for a moment.
fn refuse(
    visit: &mut Visit<'_>,
    typed: &Identifier,
    mut attempt: Attempt,
    error: &ApiError,
    page: fn(&mut Visit<'_>, &Attempt) -> Reply,
) -> Reply {
    if let Some(elsewhere) = flow::diverted(visit, error, None) {
        return elsewhere;
    }
    flow::remember_identifier(visit, typed);
    let message = visit.says(error);
    if error.code == "session.invalid_credentials" {
        attempt.error = Some(message);
    } else {
        visit.show_toast(message);
    }
    page(visit, &attempt)
}

/// Signs in with a password.
pub(super) fn prove_password(
    visit: &mut Visit<'_>,
    identifier: &Identifier,
    password: &str,
) -> Result<Reply, ApiError> {
    let uid = flow::begin(visit, InteractionEvent::SignIn)?;
    let now = visit.now;
    let id = experience::verify_password(visit.state, &uid, identifier, password, now)?;
    flow::enter(visit, &uid, Some(&id))
}

/// Goes on to the password or the code, whichever the method asks for first.
fn identifier_first(visit: &mut Visit<'_>, identifier: Identifier) -> Result<Reply, ApiError> {
    let Some(method) = method(visit, identifier.kind) else {
        return Ok(show(visit));
    };
    if method.password && (method.is_password_primary || !method.verification_code) {
        let uid = flow::uid(visit)?;
        let memory = Memory {
            identifier,
            sent: None,
        };
        flow::remember(visit, &uid, memory);
        return Ok(visit.go(paths::SIGN_IN_PASSWORD));
    }
    send_code(visit, identifier)
}

/// Sends a code for signing in and goes to the page that takes it back.
pub(super) fn send_code(visit: &mut Visit<'_>, identifier: Identifier) -> Result<Reply, ApiError> {
    let event = InteractionEvent::SignIn;
    let uid = flow::begin(visit, event)?;
    let now = visit.now;
    let verification_id = code::send_code(visit.state, &uid, &identifier, event, now)?;
    let sent = Some(Sent {
        verification_id,
        at: now,
    });
    flow::remember(visit, &uid, Memory { identifier, sent });
    Ok(visit.go(paths::SIGN_IN_CODE))
}

/// How the tenant lets people with that kind of identifier in.
pub(super) fn method<'a>(visit: &'a Visit<'_>, kind: IdentifierType) -> Option<&'a SignInMethod> {
    let methods = &visit.state.data.sign_in_experience.sign_in.methods;
    methods.iter().find(|method| method.identifier == kind)
}

/// The page with the question for agreement to the terms, in answer to a social button.
pub(super) fn ask_for_agreement(visit: &mut Visit<'_>) -> Reply {
    let attempt = Attempt {
        ask: true,
        ..Attempt::default()
    };
    page(visit, &attempt)
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
fn page(visit: &mut Visit<'_>, attempt: &Attempt) -> Reply {
    let t = visit.t;
    let kinds = kinds(visit);
    let experience = &visit.state.data.sign_in_experience;
    let terms = Terms::new(experience, Place::SignIn).ticked(attempt.agreed);
    let both = experience.sign_in_mode == SignInMode::SignInAndRegister;
    let other = (both && sign_up::is_offered(visit)).then(|| Link {
        question: t.no_account,
        text: t.create_account,
        href: visit.link(paths::REGISTER),
    });
    let entry = Entry {
        title: t.sign_in_title,
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
    let t = visit.t;
    let with_password = is_password_only(visit);
    Form {
        // The page is also shown in answer to a social button, when it asks for agreement to the terms.
        action: visit
            .request
            .path
            .starts_with(paths::SOCIAL_START)
            .then(|| visit.link(paths::SIGN_IN)),
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
