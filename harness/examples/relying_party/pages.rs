//! The pages. Everything from outside goes through [`escaped`].

use axum::response::Html;
use serde_json::Value;

use crate::{
    defects::{Defect, Defects},
    session::User,
};

/// A text as it may stand in HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"referrer\" \
         content=\"no-referrer\"><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    ))
}

/// The home page.
pub(crate) fn home(user: Option<&User>, defects: &Defects) -> Html<String> {
    match user {
        None => page("A relying party", "<p><a href=\"/sign_in\">Sign in</a></p>"),
        Some(user) => page(
            "A relying party",
            &format!(
                "<p>Hello, {}, of account {}</p><p><a href=\"/account\">Account</a> \
                 <a href=\"/sign_out\">Sign out</a></p>",
                if defects.has(Defect::ReflectsName) {
                    user.name.clone()
                } else {
                    escaped(&user.name)
                },
                user.account
            ),
        ),
    }
}

/// What is known of somebody; `userinfo` or why there is none.
pub(crate) fn account(user: &User, userinfo: Result<&Value, &str>) -> Html<String> {
    let json = |value: &Value| escaped(&serde_json::to_string_pretty(value).unwrap_or_default());
    let userinfo = match userinfo {
        Ok(userinfo) => format!("<h2>Userinfo</h2><pre>{}</pre>", json(userinfo)),
        Err(why) => format!("<p role=\"alert\">No userinfo: {}</p>", escaped(why)),
    };
    page(
        "Account",
        &format!(
            "<p>{}</p><h2>Claims</h2><pre>{}</pre>{userinfo}\
             <p><a href=\"/\">Back to home</a> <a href=\"/sign_out\">Sign out</a></p>",
            escaped(&user.name),
            json(&Value::Object(user.claims.clone()))
        ),
    )
}

/// Something went wrong; `why` is HTML.
pub(crate) fn failed(title: &str, why: &str) -> Html<String> {
    page(
        title,
        &format!("<p role=\"alert\">{why}</p><p><a href=\"/\">Back to home</a></p>"),
    )
}
