//! Client authentication in all its variants (RFC 6749 section 2.3).

use axum::body::Body;
use http::{Request, header};

use super::{
    kit::{Kit, START, basic, encoded},
    world::{application, named_secret},
};
use crate::logto::model::ApplicationType;

const CODE: (&str, &str) = ("code", "no-such-thing-000000");

/// A token request with this Authorization header and these members beside the grant's.
async fn ask(
    kit: &Kit,
    authorization: Option<String>,
    more: &[(&str, &str)],
) -> super::kit::Answer {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        CODE,
        ("redirect_uri", super::kit::REDIRECT),
    ];
    form.extend(more);
    let mut request = Request::post("/oidc/token")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    kit.send(request.body(encoded(&form).into()).unwrap()).await
}

/// An Authorization header, members of the form beside the grant's, and the status and error expected.
type Case<'a> = (Option<String>, &'a [(&'a str, &'a str)], u16, &'a str);

const GOOD: &str = "invalid_grant: grant request is invalid";
const FAILED: &str = "invalid_client: client authentication failed";

/// Applications with odd secrets, and one that cannot be loaded.
fn odd_world() -> Kit {
    let kit = Kit::new();
    kit.change(|data| {
        let mut odd = application("odd", ApplicationType::Traditional, &serde_json::json!({}));
        odd.legacy_secret = Some("a b:c%".into());
        odd.secrets = vec![
            named_secret("odd", "second", None),
            named_secret("odd", "fresh", Some(START.plus_seconds(60))),
            named_secret("odd", "stale", Some(START.plus_seconds(-60))),
        ];
        data.applications.insert("odd", odd);
        let mut bare = application("bare", ApplicationType::Traditional, &serde_json::json!({}));
        bare.legacy_secret = Some("x".into());
        bare.oidc_client_metadata.redirect_uris.clear();
        data.applications.insert("bare", bare);
    });
    kit
}

fn raw(credentials: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    format!("Basic {}", STANDARD.encode(credentials))
}

async fn check(cases: &[Case<'_>]) {
    let kit = odd_world();
    for (authorization, more, status, told) in cases {
        let answer = ask(&kit, authorization.clone(), more).await;
        let actual = format!(
            "{}: {}",
            answer.text("error"),
            answer.text("error_description")
        );
        let what = format!("{authorization:?} {more:?}");
        assert_eq!(
            (answer.status.as_u16(), actual.as_str()),
            (*status, *told),
            "{what}"
        );
        let challenge = (*status == 401 && authorization.is_some()).then_some(
            r#"Basic realm="http://op.example:3001/oidc", error="invalid_client", error_description="client authentication failed""#,
        );
        assert_eq!(
            answer.header(&header::WWW_AUTHENTICATE),
            challenge,
            "{what}"
        );
        // Whoever gets as far as a secret is named in the journal.
        assert_eq!(
            answer.trace.client_id.is_some(),
            [GOOD, FAILED, "invalid_request: client secret has expired"].contains(told),
            "{what}"
        );
    }
}

#[tokio::test]
async fn credentials_that_are_accepted() {
    check(&[
        (Some(basic("web", "s3cret")), &[], 400, GOOD),
        (
            Some(basic("web", "s3cret").replace("Basic", "bASIC")),
            &[],
            400,
            GOOD,
        ),
        (
            Some(basic("web", "s3cret")),
            &[("client_id", "web")],
            400,
            GOOD,
        ),
        (
            None,
            &[("client_id", "web"), ("client_secret", "s3cret")],
            400,
            GOOD,
        ),
        (None, &[("client_id", "spa")], 400, GOOD),
        (Some(raw("odd:a+b%3Ac%25")), &[], 400, GOOD),
        (Some(raw("odd:second")), &[], 400, GOOD),
        (Some(raw("odd:fresh")), &[], 400, GOOD),
    ])
    .await;
}

#[tokio::test]
async fn credentials_that_are_refused() {
    let none = "invalid_request: no client authentication mechanism provided";
    let assertion = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3ZWIifQ.AAAA";
    let jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    check(&[
        (None, &[], 400, none),
        (None, &[("client_id", "")], 400, none),
        (
            None,
            &[("client_id", "nobody")],
            400,
            "invalid_client: invalid client nobody",
        ),
        (
            Some(raw("nobody:x")),
            &[],
            400,
            "invalid_client: invalid client nobody",
        ),
        (
            Some(raw("odd:stale")),
            &[],
            400,
            "invalid_request: client secret has expired",
        ),
        (Some(basic("web", "wrong")), &[], 401, FAILED),
        (
            None,
            &[("client_id", "web"), ("client_secret", "wrong")],
            401,
            FAILED,
        ),
        (None, &[("client_id", "web")], 401, FAILED),
        (
            None,
            &[("client_id", "spa"), ("client_secret", "x")],
            401,
            FAILED,
        ),
        (Some(basic("spa", "x")), &[], 401, FAILED),
        (
            None,
            &[
                ("client_assertion", assertion),
                ("client_assertion_type", jwt_bearer),
            ],
            401,
            FAILED,
        ),
        (
            Some(raw("bare:x")),
            &[],
            400,
            "invalid_redirect_uri: redirect_uris must contain members",
        ),
    ])
    .await;
}

#[tokio::test]
async fn credentials_that_cannot_be_read() {
    let form = "invalid_request: invalid authorization header value format";
    let assertion = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3ZWIifQ.AAAA";
    check(&[
        (Some("Basic !!!".into()), &[], 400, form),
        (Some("Basic ".into()), &[], 400, form),
        (Some("Basic".into()), &[], 400, form),
        (Some("Bearer abc".into()), &[], 400, form),
        (Some(raw("web")), &[], 400, form),
        (Some(raw("web:\u{1}")), &[], 400,
            "invalid_request: client_id and client_secret in the authorization header are not properly encoded"),
        (Some(raw("web:")), &[], 400, "invalid_request: client_secret must be provided in the Authorization header"),
        (Some(basic("web", "s3cret")), &[("client_secret", "s3cret")], 400,
            "invalid_request: client authentication must only be provided using one mechanism"),
        (Some(basic("web", "s3cret")), &[("client_id", "web2")], 400, "invalid_request: client_id mismatch"),
        (None, &[("client_assertion", "x")], 400, "invalid_request: invalid client_assertion format"),
        (None, &[("client_assertion", assertion)], 400,
            "invalid_request: client_assertion_type must be provided"),
        (None, &[("client_id", "a"), ("client_id", "b")], 400,
            "invalid_request: 'client_id' parameter must not be provided twice"),
    ])
    .await;
}

#[tokio::test]
async fn an_expired_secret_is_refused_before_any_endpoint() {
    let kit = Kit::new();
    kit.change(|data| {
        let web = data.applications.get_mut("web").unwrap();
        web.secrets = vec![named_secret("web", "stale", Some(START.plus_seconds(-1)))];
    });
    let answer = ask(&kit, Some(basic("web", "stale")), &[]).await;
    assert_eq!(answer.header(&header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
    assert_eq!(answer.header(&header::CACHE_CONTROL), None);
    assert!(
        answer
            .reason()
            .contains("the secret `stale` of the application expired")
    );
    let request = Request::get("/oidc/jwks").header(header::AUTHORIZATION, basic("web", "stale"));
    let answer = kit.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        answer.text("error_description"),
        "client secret has expired"
    );
}

#[tokio::test]
async fn bodies() {
    let kit = Kit::new();
    let ask = async |content_type: Option<&str>, body: String| {
        let mut request =
            Request::post("/oidc/token").header(header::AUTHORIZATION, basic("web", "s3cret"));
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        kit.send(request.body(body.into()).unwrap())
            .await
            .text("error_description")
    };
    let form = encoded(&[("grant_type", "authorization_code"), CODE]);
    let json = r#"{"grant_type":"authorization_code","code":"x","redirect_uri":"y"}"#.to_owned();
    let only =
        "only application/x-www-form-urlencoded content-type bodies are supported on POST /token";
    let no_redirect = "missing required parameter 'redirect_uri'";
    assert_eq!(ask(Some("text/plain"), form.clone()).await, only);
    assert_eq!(ask(None, form.clone()).await, only);
    assert_eq!(
        ask(
            Some("application/x-www-form-urlencoded; charset=utf-8"),
            form
        )
        .await,
        no_redirect
    );
    assert_eq!(
        ask(Some("application/json"), json).await,
        "grant request is invalid"
    );
    assert_eq!(
        ask(Some("application/json"), "{".into()).await,
        "missing required parameter 'grant_type'"
    );
    assert_eq!(
        ask(None, String::new()).await,
        "missing required parameter 'grant_type'"
    );
    let twice =
        "grant_type=authorization_code&code=1&code=2&redirect_uri=a&redirect_uri=b".to_owned();
    assert_eq!(
        ask(Some("application/x-www-form-urlencoded"), twice).await,
        "'code' and 'redirect_uri' parameters must not be provided twice"
    );
}

#[tokio::test]
async fn scripts_of_other_origins_are_the_clients_business() {
    let kit = Kit::new();
    kit.change(|data| {
        let spa = data.applications.get_mut("spa").unwrap();
        spa.custom_client_metadata.insert(
            "corsAllowedOrigins".into(),
            serde_json::json!(["https://extra.example"]),
        );
    });
    for (origin, allowed) in [
        ("https://app.example", true),
        ("https://extra.example", true),
        ("http://op.example:3001", true),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let request = Request::post("/oidc/token")
            .header(header::HOST, "op.example:3001")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = kit
            .send(request.body("client_id=spa".into()).unwrap())
            .await;
        let told = answer.text("error_description");
        if allowed {
            assert_eq!(told, "missing required parameter 'grant_type'", "{origin}");
            assert_eq!(
                answer.header(&header::ACCESS_CONTROL_ALLOW_ORIGIN),
                Some(origin)
            );
        } else {
            assert_eq!(told, format!("origin {origin} not allowed for client: spa"));
            assert_eq!(answer.header(&header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
        }
        assert_eq!(
            answer.header(&header::VARY),
            Some("Accept-Encoding, Origin")
        );
        assert_eq!(
            answer.header(&header::ACCESS_CONTROL_EXPOSE_HEADERS),
            Some("WWW-Authenticate")
        );
    }
    // Who the client is, is not known: the origin is named.
    let request = Request::post("/oidc/token").header(header::ORIGIN, "https://evil.example");
    let answer = kit.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        answer.header(&header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("https://evil.example")
    );
}
