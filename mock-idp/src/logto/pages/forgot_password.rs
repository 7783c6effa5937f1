//! `/forgot-password` and `/reset-password`: where the code for a new password is sent.

use super::{
    error_page, flow,
    identifier::{self, Autocomplete},
    memory::{Memory, Sent},
    missing_profile::StepPage,
    paths, sign_up,
    texts::{alternatives, fill},
    visit::Visit,
};
use crate::{
    logto::{
        ApiError,
        experience::{Identifier, InteractionEvent, code},
        model::sign_in_experience::IdentifierType,
    },
    oidc::exchange::Reply,
};

/// `GET`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    let kinds = kinds(visit);
    let known = flow::remembered_identifier(visit, &kinds);
    let hint = visit.request.query.get("login_hint").map(str::to_owned);
    page(visit, &kinds, &known.or(hint).unwrap_or_default(), None)
}

/// `POST`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let t = visit.t;
    let kinds = kinds(visit);
    let typed = visit.field("identifier");
    let Some(read) = identifier::read(typed, &kinds).filter(|read| !read.value.is_empty()) else {
        let missing = identifier::required(&kinds, t);
        return page(visit, &kinds, typed, Some(missing));
    };
    if !identifier::is_well_formed(&read) {
        let wrong = identifier::invalid(&kinds, t);
        return page(visit, &kinds, typed, Some(wrong));
    }
    send_code(visit, read).unwrap_or_else(|error| {
        visit.show_toast(visit.says(&error));
        page(visit, &kinds, typed, None)
    })
}

fn send_code(visit: &mut Visit<'_>, identifier: Identifier) -> Result<Reply, ApiError> {
    let event = InteractionEvent::ForgotPassword;
    let uid = flow::begin(visit, event)?;
    let now = visit.now;
    let verification_id = code::send_code(visit.state, &uid, &identifier, event, now)?;
    let sent = Some(Sent {
        verification_id,
        at: now,
    });
    flow::remember(visit, &uid, Memory { identifier, sent });
    Ok(visit.go(paths::FORGOT_PASSWORD_CODE))
}

/// The kinds that can be used; on `/reset-password` those that its address names.
fn kinds(visit: &Visit<'_>) -> Vec<IdentifierType> {
    let kinds = sign_up::reset_kinds(visit);
    match visit.request.query.get("identifier") {
        None => kinds,
        Some(names) => {
            let is_named = |kind: &&IdentifierType| {
                names
                    .split_ascii_whitespace()
                    .any(|name| name == kind.name())
            };
            let wanted: Vec<_> = kinds.iter().filter(is_named).copied().collect();
            if wanted.is_empty() { kinds } else { wanted }
        }
    }
}

fn page(
    visit: &mut Visit<'_>,
    kinds: &[IdentifierType],
    typed: &str,
    error: Option<String>,
) -> Reply {
    if kinds.is_empty() {
        return error_page::not_found(visit);
    }
    let t = visit.t;
    let words = alternatives(&identifier::within(kinds, t));
    let page = StepPage {
        t,
        title: t.reset_password,
        description: fill(t.reset_password_description, "types", &words),
        fields: vec![
            identifier::field(kinds, Autocomplete::Known, t)
                .filled(typed)
                .focused(true)
                .refused(error),
        ],
        error: None,
        button: t.proceed,
        frame: visit.frame(paths::SIGN_IN),
    };
    visit.page(&page)
}
