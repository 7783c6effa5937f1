//! Sending the browser to the provider's device page, with what that page needs.

use http::{StatusCode, header::HeaderName};
use url::form_urlencoded::Serializer;

use super::code::Problem;
use crate::oidc::{
    cookies::Cookies,
    error::Error,
    exchange::{Body, Reply},
    tx::Tx,
};

/// 302 to the page with these parameters.
pub(super) fn show(
    tx: &Tx<'_>,
    cookies: &mut Cookies<'_>,
    xsrf: &str,
    parameters: &[(&str, &str)],
) -> Reply {
    let page = match tx.profile.device {
        Some(device) => {
            (device.cookies)(Some(xsrf), cookies);
            device.page
        }
        None => "/device",
    };
    let query = Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    found(if query.is_empty() {
        page.to_owned()
    } else {
        format!("{page}?{query}")
    })
}

/// The page again, with what went wrong.
pub(super) fn show_problem(
    tx: &Tx<'_>,
    cookies: &mut Cookies<'_>,
    xsrf: &str,
    problem: Problem,
    typed: Option<&str>,
) -> Reply {
    let mut parameters = Vec::new();
    if let Some(typed) = typed.filter(|_| problem.is_about_input()) {
        parameters.push(("input_code", typed));
    }
    parameters.push(("error", problem.name()));
    let mut reply = show(tx, cookies, xsrf, &parameters);
    reply.trace.error = Some(crate::base::journal::Problem {
        error: problem.name().to_owned(),
        description: String::new(),
        reason: format!("the device page was told {}", problem.name()),
    });
    reply
}

/// The last page: the device may go on.
pub(super) fn show_success(tx: &Tx<'_>, cookies: &mut Cookies<'_>) -> Reply {
    let page = match tx.profile.device {
        Some(device) => {
            (device.cookies)(None, cookies);
            device.page
        }
        None => "/device",
    };
    found(format!("{page}/success"))
}

/// 500, as Logto answers an error where it has no form to show again: this browser was sent none, or it
/// was already answered.
pub(super) fn broken(error: &Error) -> Reply {
    let body = serde_json::json!({ "message": "Internal server error." });
    let mut reply = Reply::new(StatusCode::INTERNAL_SERVER_ERROR, Body::Json(body));
    reply.trace.error = Some(error.to_problem());
    reply
}

/// `Cache-Control: no-store`, which the pages that go on to an interaction carry.
pub(super) fn never_stored(reply: Reply) -> Reply {
    reply.with_header(HeaderName::from_static("cache-control"), "no-store")
}

fn found(location: String) -> Reply {
    Reply::new(StatusCode::FOUND, Body::Redirect(location))
}
