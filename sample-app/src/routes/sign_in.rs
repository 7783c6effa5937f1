//! `GET /sign_in`: sends the browser to Logto. The query may say how the sign-in begins, for links such
//! as "Create an account".

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use super::acting::acting;
use super::visitor::Session;
use super::{App, paths, problem};
use crate::logto::{DirectSignIn, FirstScreen, Identifier, Prompt, SignInOptions};

pub(crate) fn routes() -> Router<App> {
    Router::new().route(paths::SIGN_IN, acting(sign_in))
}

async fn sign_in(State(app): State<App>, session: Session, RawQuery(query): RawQuery) -> Response {
    let options = match options(&query.unwrap_or_default(), &app.config.issuer()) {
        Ok(options) => options,
        Err(why) => return problem::bad_sign_in_link(&why),
    };
    match session.client(&app).sign_in(options).await {
        Ok(address) => {
            let away = (
                [(CACHE_CONTROL, "no-store")],
                Redirect::to(address.as_str()),
            );
            session.keep(&app, away.into_response())
        }
        Err(error) => problem::logto_unavailable("Sign-in failed", &error),
    }
}

/// The options of a link. Parameters that are not for us (campaigns, say) are ignored. Logto's own links
/// (OpenID Connect Core section 4) name the issuer; `target_link_uri` is not listened to.
fn options(query: &str, issuer: &str) -> Result<SignInOptions, String> {
    let mut options = SignInOptions::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let unknown = || format!("{name} cannot be {value:?}");
        match &*name {
            "iss" if value != issuer => return Err(format!("{value:?} is not the issuer here")),
            "first_screen" => {
                options.first_screen = Some(FirstScreen::parse(&value).ok_or_else(unknown)?);
            }
            "identifier" => {
                let words = value.split_whitespace().map(Identifier::parse);
                options.identifiers = words.collect::<Option<_>>().ok_or_else(unknown)?;
            }
            "direct_sign_in" => {
                options.direct_sign_in = Some(DirectSignIn::parse(&value).ok_or_else(unknown)?);
            }
            "prompt" => {
                let words = value.split_whitespace().map(Prompt::parse);
                options.prompt = Some(words.collect::<Option<_>>().ok_or_else(unknown)?);
            }
            "login_hint" => options.login_hint = Some(value.into_owned()),
            "ui_locales" => options.extra.push((name.into_owned(), value.into_owned())),
            _ => {}
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::{FirstScreen, Prompt, options};

    #[test]
    fn a_link_says_how_to_begin() {
        let options = options(
            "first_screen=register&prompt=login+consent&utm=x&iss=i",
            "i",
        )
        .unwrap();
        assert_eq!(options.first_screen, Some(FirstScreen::Register));
        assert_eq!(options.prompt, Some(vec![Prompt::Login, Prompt::Consent]));
    }

    #[test]
    fn a_wrong_value_is_named() {
        assert_eq!(
            options("first_screen=x", "i").unwrap_err(),
            "first_screen cannot be \"x\""
        );
        assert_eq!(
            options("direct_sign_in=x", "i").unwrap_err(),
            "direct_sign_in cannot be \"x\""
        );
        assert_eq!(
            options("iss=https://elsewhere", "i").unwrap_err(),
            "\"https://elsewhere\" is not the issuer here"
        );
    }
}
