//! `/social/link/{connector}`: an account here has the same e-mail address or phone number as the one at
//! the other provider. Link the two, or make a new account?
//!
//! A new person is asked here for agreement to the terms, too, where the tenant wants it.

use askama::Template;

use super::callback;
use crate::{
    logto::{
        ApiError,
        experience::{self, record, verification::Verification},
        model::{
            SocialUser,
            sign_in_experience::{IdentifierType, SignInMode},
        },
        pages::{
            error_page, flow,
            frame::Frame,
            paths, sign_up,
            terms::{Agree, Place, Terms},
            texts::{Texts, fill},
            visit::Visit,
        },
    },
    oidc::exchange::Reply,
};

#[derive(Debug, Template)]
#[template(path = "logto/social_link.html")]
struct LinkPage {
    frame: Frame,
    t: &'static Texts,
    title: &'static str,
    /// The text of the button, where there is an account to link.
    link: Option<String>,
    /// The way to a new account.
    other: Option<&'static str>,
    terms: Terms,
    agree: Option<Agree>,
}

/// Who came back from the other provider.
struct Returned {
    uid: String,
    verification_id: String,
    user: SocialUser,
}

/// `GET /social/link/{connector}`.
pub(in crate::logto::pages) fn show(visit: &mut Visit<'_>) -> Reply {
    match returned(visit) {
        Some(returned) => {
            let ask = related(visit, &returned.user).is_none();
            page(visit, &returned, ask)
        }
        None => error_page::out_of_turn(visit),
    }
}

/// `POST /social/link/{connector}`.
pub(in crate::logto::pages) fn submit(visit: &mut Visit<'_>) -> Reply {
    let Some(returned) = returned(visit) else {
        return error_page::out_of_turn(visit);
    };
    let (uid, id, now) = (&*returned.uid, &*returned.verification_id, visit.now);
    let agreed = !visit.field("termsAgreement").is_empty();
    let terms = Terms::new(&visit.state.data.sign_in_experience, Place::Register);
    let result = match visit.field("action") {
        "cancel" => return visit.go(paths::SIGN_IN),
        "link" => experience::identify(visit.state, uid, Some(id), true, now)
            .and_then(|_| flow::finish(visit, uid)),
        _ if terms.asks() && !agreed => return page(visit, &returned, true),
        _ => callback::register(visit, uid, id),
    };
    result.unwrap_or_else(|error| refuse(visit, &error))
}

fn refuse(visit: &Visit<'_>, error: &ApiError) -> Reply {
    let connector_id = visit.path_after(paths::SOCIAL_LINK);
    flow::diverted(visit, error, Some(&connector_id))
        .unwrap_or_else(|| visit.sign_in_with_toast(&visit.says(error)))
}

fn returned(visit: &mut Visit<'_>) -> Option<Returned> {
    let connector_id = visit.path_after(paths::SOCIAL_LINK);
    let uid = flow::uid(visit).ok()?;
    let experience = record::of(visit.state, &uid, visit.now).ok()?;
    let (verification_id, user) = experience.records.iter().find_map(|record| {
        let Verification::Social(social) = &record.verification else {
            return None;
        };
        let user = social.user.clone()?;
        (social.connector_id == connector_id).then(|| (record.id.clone(), user))
    })?;
    Some(Returned {
        uid,
        verification_id,
        user,
    })
}

/// By what an account here is related to the one at the other provider, masked.
fn related(visit: &Visit<'_>, user: &SocialUser) -> Option<String> {
    let data = &visit.state.data;
    let phone = user.phone.as_deref();
    let email = user.email.as_deref();
    phone
        .filter(|phone| data.user_by_phone(phone).is_some())
        .map(masked_phone)
        .or_else(|| {
            email
                .filter(|email| data.user_by_email(email).is_some())
                .map(masked_email)
        })
}

fn page(visit: &mut Visit<'_>, returned: &Returned, ask: bool) -> Reply {
    let t = visit.t;
    let kinds = sign_up::kinds(visit);
    let has = |kind| kinds.contains(&kind);
    let email = has(IdentifierType::Email);
    let phone = has(IdentifierType::Phone);
    let (title, other) = match (email, phone) {
        (true, true) => (t.link_either, t.link_another_either),
        (true, false) => (t.link_email, t.link_another_email),
        (false, true) => (t.link_phone, t.link_another_phone),
        (false, false) => (t.link_or_create, t.create_instead),
    };
    let may_register = visit.state.data.sign_in_experience.sign_in_mode != SignInMode::SignIn;
    let link = related(visit, &returned.user).map(|value| fill(t.link_with, "value", &value));
    let page = LinkPage {
        t,
        title,
        link,
        other: may_register.then_some(other),
        terms: Terms::new(&visit.state.data.sign_in_experience, Place::Register),
        agree: ask.then(|| Agree {
            action: visit.link(&visit.request.path),
            fields: vec![("action".to_owned(), "register".to_owned())],
        }),
        frame: visit.frame(paths::SIGN_IN),
    };
    visit.page(&page)
}

/// `al****@example.com`.
fn masked_email(email: &str) -> String {
    let (name, domain) = email.split_once('@').unwrap_or((email, ""));
    let shown: String = name.chars().take(2).collect();
    format!("{shown}****@{domain}")
}

/// `****1234`.
fn masked_phone(phone: &str) -> String {
    let from = phone.chars().count().saturating_sub(4);
    let shown: String = phone.chars().skip(from).collect();
    format!("****{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn related_accounts_are_masked() {
        assert_eq!(masked_email("alice@example.com"), "al****@example.com");
        assert_eq!(masked_phone("15550101234"), "****1234");
        assert_eq!(
            (masked_email(""), masked_phone("12")),
            ("****@".into(), "****12".into())
        );
    }
}
