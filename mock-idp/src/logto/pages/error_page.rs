//! Pages that only say that something is not as it should be.

use askama::Template;

use super::{frame::Frame, paths, texts::Texts, visit::Visit};
use crate::oidc::exchange::Reply;

/// What is wrong, below a drawing.
#[derive(Debug, Template)]
#[template(path = "logto/error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    t: &'static Texts,
    title: &'a str,
    message: Option<&'a str>,
    button: Option<Button<'a>>,
    support_email: Option<&'a str>,
    support_website: Option<&'a str>,
}

/// A way on.
#[derive(Debug)]
struct Button<'a> {
    text: &'a str,
    href: String,
}

/// The page of an address where there is nothing (200 all the same).
pub(super) fn not_found(visit: &mut Visit<'_>) -> Reply {
    let title = visit.t.not_found;
    message(visit, title, None)
}

/// `/unknown-session`.
pub(super) fn unknown_session(visit: &mut Visit<'_>) -> Reply {
    let t = visit.t;
    message(visit, t.not_found, Some(t.session_not_found))
}

/// A step that was opened without the steps before it.
pub(super) fn out_of_turn(visit: &mut Visit<'_>) -> Reply {
    let title = visit.t.session_not_found;
    message(visit, title, None)
}

/// The page of an application that the user may not enter.
pub(super) fn access_denied(visit: &mut Visit<'_>) -> Reply {
    let t = visit.t;
    message(visit, t.access_denied, Some(t.access_denied_description))
}

/// `/account-suspended`.
pub(super) fn account_suspended(visit: &mut Visit<'_>) -> Reply {
    let t = visit.t;
    let button = Button {
        text: t.back_to_sign_in,
        href: visit.link(paths::SIGN_IN),
    };
    let frame = back_frame(visit);
    let experience = &visit.state.data.sign_in_experience;
    visit.page(&ErrorPage {
        frame,
        t,
        title: t.suspended,
        message: Some(t.suspended_description),
        button: Some(button),
        support_email: experience.support_email.as_deref(),
        support_website: experience.support_website_url.as_deref(),
    })
}

/// A page with a title and a message.
pub(super) fn message(visit: &mut Visit<'_>, title: &str, message: Option<&str>) -> Reply {
    let page = ErrorPage {
        frame: back_frame(visit),
        t: visit.t,
        title,
        message,
        button: None,
        support_email: None,
        support_website: None,
    };
    visit.page(&page)
}

/// "Back" is the browser's own with scripts; without them it leads to where the visit came from.
fn back_frame(visit: &mut Visit<'_>) -> Frame {
    let mut frame = visit.frame(paths::SIGN_IN);
    let referrer = visit.request.header("referer").unwrap_or_default();
    if referrer.starts_with("http://") || referrer.starts_with("https://") {
        referrer.clone_into(&mut frame.back);
    }
    frame
}
