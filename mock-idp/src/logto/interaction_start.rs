//! Where Logto sends a browser that must sign in or consent, and the cookies it sets on the way.
//!
//! Extra parameters of the authorization request choose the page and are handed on to it in a fixed
//! order. One invalid extra parameter drops the whole set.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value};
use url::form_urlencoded::Serializer;

use crate::oidc::{
    cookies::{Attributes, Cookies},
    interaction::{Interaction, Prompt},
    params::Params,
};

/// Seconds for which a Google One Tap credential is kept.
const GOOGLE_CREDENTIAL_TTL: i64 = 10;

/// What a path segment of a `Location` header cannot hold as it is.
const LOCATION: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'?')
    .add(b'#');

/// The extra parameters, valid ones only.
#[derive(Debug, Default)]
struct Extras<'a>(Option<&'a Params>);

impl<'a> Extras<'a> {
    fn of(params: &'a Params) -> Self {
        let is_one_of = |name: &str, allowed: &[&str]| {
            params
                .get(name)
                .is_none_or(|value| allowed.contains(&value))
        };
        let is_valid = is_one_of("interaction_mode", &["signIn", "signUp"])
            && is_one_of(
                "first_screen",
                &[
                    "sign_in",
                    "register",
                    "reset_password",
                    "identifier:sign_in",
                    "identifier:register",
                    "single_sign_on",
                    "signIn",
                ],
            );
        Self(is_valid.then_some(params))
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.and_then(|params| params.get(name))
    }

    /// The first page, without its slash.
    fn screen(&self) -> &'static str {
        match (self.get("first_screen"), self.get("interaction_mode")) {
            (Some("register"), _) | (None, Some("signUp")) => "register",
            (Some("reset_password"), _) => "reset-password",
            (Some("identifier:sign_in"), _) => "identifier-sign-in",
            (Some("identifier:register"), _) => "identifier-register",
            (Some("single_sign_on"), _) => "single-sign-on",
            _ => "sign-in",
        }
    }
}

/// The address, relative to the endpoint.
pub(super) fn url(interaction: &Interaction, params: &Params) -> String {
    let client_id = &*interaction.client_id;
    if interaction.prompt == Prompt::Consent {
        let mut query = Serializer::new(String::new());
        return format!(
            "/consent?{}",
            query.append_pair("app_id", client_id).finish()
        );
    }
    let extras = Extras::of(params);
    let mut query = Serializer::new(String::new());
    query.append_pair("app_id", client_id);
    for name in [
        "organization_id",
        "ui_locales",
        "one_time_token",
        "login_hint",
        "identifier",
    ] {
        if let Some(value) = extras.get(name) {
            query.append_pair(name, value);
        }
    }
    let screen = extras.screen();
    let direct = extras.get("direct_sign_in").or_else(|| {
        extras
            .get("google_one_tap_credential")
            .map(|_| "social:google")
    });
    let path = match direct {
        None => screen.to_owned(),
        Some(direct) => {
            query.append_pair("fallback", screen);
            let mut parts = direct
                .split(':')
                .map(|part| utf8_percent_encode(part, LOCATION));
            let method = parts.next().map(|m| m.to_string()).unwrap_or_default();
            match parts.next().map(|target| target.to_string()) {
                Some(target) if !target.is_empty() => format!("direct/{method}/{target}"),
                Some(_) | None => format!("direct/{method}"),
            }
        }
    };
    format!("/{path}?{}", query.finish())
}

/// `_logto`, which the pages' server side reads, and a Google One Tap credential.
pub(super) fn cookies(interaction: &Interaction, cookies: &mut Cookies<'_>) {
    let extras = Extras::of(&interaction.params);
    let mut seen = Map::new();
    seen.insert("appId".into(), (*interaction.client_id).into());
    for (member, name) in [
        ("organizationId", "organization_id"),
        ("uiLocales", "ui_locales"),
    ] {
        if let Some(value) = extras.get(name) {
            seen.insert(member.into(), value.into());
        }
    }
    cookies.set(
        "_logto",
        &Value::Object(seen).to_string(),
        &Attributes::readable(),
    );
    if let Some(credential) = extras.get("google_one_tap_credential") {
        let attributes = Attributes {
            expires: Some(cookies.now.plus_seconds(GOOGLE_CREDENTIAL_TTL)),
            ..Attributes::readable()
        };
        cookies.set("_logto_google_one_tap_credential", credential, &attributes);
    }
}

/// What the device page needs: the form's xsrf value, and no application.
pub(super) fn device_cookies(xsrf: Option<&str>, cookies: &mut Cookies<'_>) {
    let name = "_logto_device_flow_xsrf";
    let attributes = Attributes {
        expires: Some(cookies.now.plus_seconds(600)),
        ..Attributes::readable().at("/device")
    };
    match xsrf {
        Some(xsrf) => {
            cookies.set(name, xsrf, &attributes);
            cookies.set("_logto", "{}", &Attributes::readable());
        }
        None => cookies.clear(name, &attributes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Moment;

    fn interaction(query: &str, prompt: Prompt) -> Interaction {
        Interaction {
            client_id: "bookstore".into(),
            params: Params::decode(query),
            prompt,
            reasons: Vec::new(),
            missing_scopes: Vec::new(),
            missing_resource_scopes: Vec::new(),
            session_uid: None,
            account_id: None,
            grant_id: None,
            device_code: None,
            outcome: crate::oidc::interaction::Outcome::default(),
        }
    }

    #[test]
    fn addresses() {
        let cases = [
            ("", "/sign-in?app_id=bookstore"),
            ("first_screen=signIn", "/sign-in?app_id=bookstore"),
            ("first_screen=register", "/register?app_id=bookstore"),
            ("interaction_mode=signUp", "/register?app_id=bookstore"),
            (
                "interaction_mode=signUp&first_screen=sign_in",
                "/sign-in?app_id=bookstore",
            ),
            (
                "first_screen=reset_password",
                "/reset-password?app_id=bookstore",
            ),
            (
                "first_screen=identifier:sign_in&identifier=email+phone",
                "/identifier-sign-in?app_id=bookstore&identifier=email+phone",
            ),
            (
                "first_screen=identifier:register",
                "/identifier-register?app_id=bookstore",
            ),
            (
                "first_screen=single_sign_on",
                "/single-sign-on?app_id=bookstore",
            ),
            (
                "first_screen=bogus&login_hint=a",
                "/sign-in?app_id=bookstore",
            ),
            (
                "interaction_mode=bogus&login_hint=a",
                "/sign-in?app_id=bookstore",
            ),
            (
                "login_hint=a%40b.c",
                "/sign-in?app_id=bookstore&login_hint=a%40b.c",
            ),
            (
                "first_screen=register&identifier=username&login_hint=al&ui_locales=de&organization_id=org1",
                "/register?app_id=bookstore&organization_id=org1&ui_locales=de&login_hint=al&identifier=username",
            ),
            (
                "direct_sign_in=social:huggingface",
                "/direct/social/huggingface?app_id=bookstore&fallback=sign-in",
            ),
            (
                "direct_sign_in=sso:x:y&first_screen=identifier:register",
                "/direct/sso/x?app_id=bookstore&fallback=identifier-register",
            ),
            (
                "direct_sign_in=social",
                "/direct/social?app_id=bookstore&fallback=sign-in",
            ),
            (
                "direct_sign_in=a+b%0d%0a:c",
                "/direct/a%20b%0D%0A/c?app_id=bookstore&fallback=sign-in",
            ),
            (
                "google_one_tap_credential=x",
                "/direct/social/google?app_id=bookstore&fallback=sign-in",
            ),
        ];
        for (query, expected) in cases {
            let interaction = interaction(query, Prompt::Login);
            assert_eq!(url(&interaction, &interaction.params), expected, "{query}");
        }
        let consent = interaction("login_hint=a", Prompt::Consent);
        assert_eq!(url(&consent, &consent.params), "/consent?app_id=bookstore");
    }

    #[test]
    fn cookies_are_readable() {
        let mut jar = Cookies::new(None, "http://localhost:3001", Moment(0));
        let interaction = interaction(
            "organization_id=o&ui_locales=de&google_one_tap_credential=x",
            Prompt::Login,
        );
        cookies(&interaction, &mut jar);
        device_cookies(Some("abc"), &mut jar);
        let mut headers = http::HeaderMap::new();
        jar.write_to(&mut headers);
        let lines: Vec<_> = headers.values().map(|v| v.to_str().unwrap()).collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        _logto_google_one_tap_credential=x; path=/; expires=Thu, 01 Jan 1970 00:00:10 GMT; samesite=lax
        _logto_device_flow_xsrf=abc; path=/device; expires=Thu, 01 Jan 1970 00:10:00 GMT; samesite=lax
        _logto={}; path=/; samesite=lax
        ");
    }
}
