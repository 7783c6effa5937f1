//! `/single-sign-on`: the address by which an enterprise's own sign-in is found.

use super::{
    flow,
    identifier::{self, Autocomplete},
    missing_profile::StepPage,
    paths,
    visit::Visit,
};
use crate::{
    logto::{experience::sso, model::sign_in_experience::IdentifierType},
    oidc::exchange::Reply,
};

const KINDS: [IdentifierType; 1] = [IdentifierType::Email];

/// `GET /single-sign-on`.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    let hint = visit.request.query.get("login_hint").unwrap_or_default();
    page(visit, hint, None)
}

/// `POST /single-sign-on`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let t = visit.t;
    let typed = visit.field("identifier");
    let error = match identifier::read(typed, &KINDS).filter(|read| !read.value.is_empty()) {
        None => identifier::required(&KINDS, t),
        Some(read) if !identifier::is_well_formed(&read) => identifier::invalid(&KINDS, t),
        Some(read) => {
            if let Err(error) = flow::uid(visit) {
                visit.show_toast(visit.says(&error));
                return page(visit, typed, None);
            }
            if !sso::connectors_of(&visit.state.data, &read.value).is_empty() {
                // Logto would go to the enterprise's provider; the mock has none to go to.
                visit.show_toast(t.something_wrong);
                return page(visit, typed, None);
            }
            t.single_sign_on_disabled.to_owned()
        }
    };
    page(visit, typed, Some(error))
}

fn page(visit: &mut Visit<'_>, typed: &str, error: Option<String>) -> Reply {
    let t = visit.t;
    let page = StepPage {
        t,
        title: t.single_sign_on,
        description: t.single_sign_on_email.to_owned(),
        fields: vec![
            identifier::field(&KINDS, Autocomplete::Known, t)
                .filled(typed)
                .focused(true)
                .refused(error),
        ],
        error: None,
        button: t.single_sign_on,
        frame: visit.frame(paths::SIGN_IN),
    };
    visit.page(&page)
}
