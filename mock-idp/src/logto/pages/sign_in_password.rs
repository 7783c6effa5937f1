//! `/sign-in/password`: the password of the identifier that was typed on the page before.

use askama::Template;

use super::{
    error_page,
    field::Field,
    flow,
    frame::Frame,
    identifier, paths, sign_in, sign_up,
    texts::{Texts, fill},
    visit::Visit,
};
use crate::{logto::experience::Identifier, oidc::exchange::Reply};

#[derive(Debug, Template)]
#[template(path = "logto/password.html")]
struct PasswordPage {
    frame: Frame,
    t: &'static Texts,
    description: String,
    password: Field,
    error: Option<String>,
    forgot: Option<String>,
    with_code: bool,
}

/// `GET /sign-in/password`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    match remembered(visit) {
        Some(identifier) => page(visit, &identifier, Field::default(), None),
        None => error_page::out_of_turn(visit),
    }
}

/// `POST /sign-in/password`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let t = visit.t;
    let Some(identifier) = remembered(visit) else {
        return error_page::out_of_turn(visit);
    };
    let password = visit.raw_field("password");
    let result = if visit.field("action") == "code" {
        sign_in::send_code(visit, identifier.clone())
    } else if password.is_empty() {
        let wrong = Field::default().refused(Some(t.password_required.to_owned()));
        return page(visit, &identifier, wrong, None);
    } else {
        sign_in::prove_password(visit, &identifier, password)
    };
    result.unwrap_or_else(|error| {
        if let Some(elsewhere) = flow::diverted(visit, &error, None) {
            return elsewhere;
        }
        let message = visit.says(&error);
        let typed = Field::default().filled(password);
        if error.code == "session.invalid_credentials" {
            page(visit, &identifier, typed, Some(message))
        } else {
            visit.show_toast(message);
            page(visit, &identifier, typed, None)
        }
    })
}

fn remembered(visit: &mut Visit<'_>) -> Option<Identifier> {
    let uid = flow::uid(visit).ok()?;
    Some(flow::memory(visit, &uid)?.identifier.clone())
}

fn page(visit: &mut Visit<'_>, who: &Identifier, typed: Field, error: Option<String>) -> Reply {
    let t = visit.t;
    let method = identifier::within(&[who.kind], t).concat();
    let description = fill(t.enter_password_for, "method", &method);
    let page = PasswordPage {
        t,
        description: fill(&description, "value", &identifier::shown(who)),
        password: Field::password("password", "current-password", t.password)
            .filled(&typed.value)
            .focused(true)
            .refused(typed.error),
        error,
        forgot: sign_up::password_can_be_reset(visit).then(|| visit.link(paths::FORGOT_PASSWORD)),
        with_code: sign_in::method(visit, who.kind).is_some_and(|method| method.verification_code),
        frame: visit.frame(paths::SIGN_IN),
    };
    visit.page(&page)
}
