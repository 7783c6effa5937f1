//! Whatever is sent to the token endpoint: an answer, no token for a wrong client, no code used twice.

use std::sync::LazyLock;

use axum::body::Body;
use http::{Request, StatusCode, header};
use proptest::prelude::*;

use super::kit::{Kit, REDIRECT, VERIFIER, basic, encoded};

static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
});

const CLIENTS: &[&str] = &[
    "web",
    "web2",
    "spa",
    "native",
    "machine",
    "exchanger",
    "nobody",
];
const NAMES: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
    "resource",
    "organization_id",
    "client_id",
    "client_secret",
    "client_assertion",
    "device_code",
    "subject_token",
    "subject_token_type",
    "actor_token",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("authorization_code".to_owned()),
        Just("refresh_token".to_owned()),
        Just("client_credentials".to_owned()),
        Just("urn:ietf:params:oauth:grant-type:device_code".to_owned()),
        Just("urn:ietf:params:oauth:grant-type:token-exchange".to_owned()),
        Just("https://books.example".to_owned()),
        Just("web".to_owned()),
        Just("s3cret".to_owned()),
        Just("acme".to_owned()),
        Just("openid read".to_owned()),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_form_gets_an_answer_and_a_token_only_where_one_is_due(
        form in prop::collection::vec((prop::sample::select(NAMES), value()), 0..8),
        authorization in prop::option::of("[ -~]{0,40}"),
        content_type in prop::option::of(prop::sample::select(&[
            "application/x-www-form-urlencoded", "application/json", "text/plain",
        ][..])),
    ) {
        let kit = Kit::new();
        let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut request = Request::post("/oidc/token");
        if let Some(authorization) = &authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let answer = RUNTIME.block_on(kit.send(request.body(encoded(&pairs).into()).unwrap()));
        prop_assert!(answer.status.is_client_error() || answer.status == StatusCode::INTERNAL_SERVER_ERROR);
        prop_assert!(answer.body.get("access_token").is_none());
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200), json in any::<bool>()) {
        let kit = Kit::new();
        let content_type = if json { "application/json" } else { "application/x-www-form-urlencoded" };
        let request = Request::post("/oidc/token")
            .header(header::CONTENT_TYPE, content_type)
            .body(Body::from(bytes))
            .unwrap();
        prop_assert!(RUNTIME.block_on(kit.send(request)).status.is_client_error());
    }

    #[test]
    fn a_code_is_good_for_one_exchange_by_its_own_client(
        attempts in prop::collection::vec((prop::sample::select(CLIENTS), any::<bool>(), any::<bool>()), 1..12),
    ) {
        let kit = Kit::new();
        let code = kit.code("web", "alice", "openid", &[]);
        let mut successes = Vec::new();
        for (client, right_uri, right_verifier) in attempts {
            let form = [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", if right_uri { REDIRECT } else { "https://app.example/other" }),
                ("code_verifier", if right_verifier { VERIFIER } else { "0123456789012345678901234567890123456789012" }),
            ];
            let request = Request::post("/oidc/token")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::AUTHORIZATION, basic(client, "s3cret"));
            let answer = RUNTIME.block_on(kit.send(request.body(encoded(&form).into()).unwrap()));
            if answer.body.get("access_token").is_some() {
                prop_assert!(client == "web" && right_uri && right_verifier);
                successes.push(client);
            }
        }
        prop_assert!(successes.len() <= 1);
    }
}
