//! Whatever is sent, the engine answers, and no answer leads to an address that is not the client's.

use mock_idp::oidc::{exchange::Body, params::Params};
use proptest::prelude::*;

use super::world::{REDIRECT, REDIRECT2, World, query};

/// A parameter's name: known ones more often than others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce",
            "prompt", "max_age", "resource", "code_challenge", "code_challenge_method", "request_uri",
            "id_token_hint", "first_screen", "direct_sign_in", "ui_locales", "login_hint",
        ]).prop_map(str::to_owned),
        1 => "[a-z_]{0,8}",
    ]
}

/// A value: good ones, nearly good ones, and anything.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "web", "native", "third", "device", "none", "login", "openid", "code", "query", "fragment",
            "form_post", "0", "S256", REDIRECT, REDIRECT2, "https://app.example.evil.example/callback",
            "https://app.example@evil.example/callback", "https://evil.example#@app.example/callback",
            "//evil.example", "javascript:alert(1)", "https://app.example/callback\\@evil.example",
            "urn:ietf:params:oauth:request_uri:x", "register",
        ]).prop_map(str::to_owned),
        2 => "\\PC{0,24}",
        1 => any::<String>(),
    ]
}

/// Where an answer sends the browser or its form, if it leaves the provider.
fn destination(body: &Body) -> Option<String> {
    match body {
        Body::Redirect(to) if to.starts_with('/') && !to.starts_with("//") => None,
        Body::Redirect(to) => Some(to.clone()),
        Body::Html(html) => {
            let (_, rest) = html.split_once("action=\"")?;
            rest.split_once('"').map(|(action, _)| action.to_owned())
        }
        Body::Empty | Body::Json(_) | Body::Text(_) => None,
    }
}

fn is_registered(to: &str) -> bool {
    let bare = to.split(['?', '#']).next().unwrap_or_default();
    [REDIRECT, REDIRECT2].contains(&bare)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_leads_to_an_unregistered_address(
        change in prop::collection::vec((name(), value()), 0..5),
        has_session in any::<bool>(),
    ) {
        let mut world = World::new();
        if has_session {
            world.sign_in("web", "bob", "");
        }
        let mut pairs = Params::decode(&query("web", "")).pairs().to_vec();
        pairs.retain(|(name, _)| change.iter().all(|(changed, _)| changed != name));
        pairs.extend(change);
        let query = Params::from_pairs(pairs).encode();
        let reply = world.get(&format!("/auth?{query}"));
        if let Some(to) = destination(&reply.body) {
            prop_assert!(is_registered(&to), "{query} ─► {to}");
        }
        if reply.status.is_client_error() {
            let reason = reply.trace.error.map(|problem| problem.reason).unwrap_or_default();
            prop_assert!(!reason.is_empty(), "no reason for {query}");
        }
    }

    #[test]
    fn any_request_gets_an_answer(
        method in prop::sample::select(vec!["GET", "POST", "HEAD", "OPTIONS", "PUT"]),
        path in "(/(auth|device|session|end|confirm|token|me|jwks|request|[ -~]{0,8})){0,4}/?",
        form in prop::collection::vec((name(), value()), 0..4),
    ) {
        let mut world = World::new();
        let mut request = mock_idp::oidc::exchange::Request::new(
            method.parse().unwrap(), super::world::ORIGIN, &path,
        ).with_form(Params::from_pairs(form.clone()));
        request.query = Params::from_pairs(form);
        let reply = world.send(request);
        prop_assert_ne!(reply.status.as_u16(), 0);
    }
}
