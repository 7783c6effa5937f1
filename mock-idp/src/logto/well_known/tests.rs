//! The public routes through the router.

use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        keys::Keys,
    },
    logto::{
        App,
        model::{Connector, Data},
        profile::profile,
    },
};

const NOW: Moment = Moment::from_seconds(1_700_000_000);

fn connector(id: &str, factory: &str) -> Connector {
    Connector {
        id: id.into(),
        connector_id: factory.into(),
        config: serde_json::Map::new(),
        metadata: serde_json::Map::new(),
        sync_profile: false,
        enable_token_storage: false,
        created_at: NOW,
    }
}

async fn ask(data: Data, method: &str, path: &str, accept_language: &str) -> Response<Body> {
    let app = App::new(
        data,
        Keys::generate("key", NOW).unwrap(),
        Ids::seeded(1),
        Clock::frozen(NOW),
        Journal::default(),
        profile("http://op.example:3001", "cookie-key".into()),
        "http://hf.example".into(),
    );
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("accept-language", accept_language)
        .body(Body::empty())
        .unwrap();
    crate::logto::router(app).oneshot(request).await.unwrap()
}

async fn json(response: Response<Body>) -> Value {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

#[tokio::test]
async fn the_sign_in_experience() {
    let mut data = Data::default();
    data.connectors
        .insert("hf", connector("hf", "huggingface-universal"));
    data.connectors
        .insert("mail", connector("mail", "mock-email-service"));
    data.sign_in_experience.social_sign_in_connector_targets = vec!["huggingface".into()];
    data.sign_in_experience.forgot_password_methods = json!(["EmailVerificationCode"]);
    let response = ask(data, "GET", "/api/.well-known/sign-in-exp", "").await;
    let mut body = json(response).await;
    let logo = body["socialConnectors"][0]["logo"].take();
    assert!(
        logo.as_str()
            .unwrap()
            .starts_with("data:image/svg+xml;base64,")
    );
    insta::assert_snapshot!(serde_json::to_string_pretty(&body).unwrap());
}

#[tokio::test]
async fn texts_in_the_language_asked_for() {
    for (path, accepted, language, word) in [
        ("?lng=fr", "", "fr", "Connexion"),
        ("", "fr-CA,fr;q=0.9", "fr", "Connexion"),
        ("?lng=xx", "", "en", "Sign in"),
        ("", "", "en", "Sign in"),
    ] {
        let path = format!("/api/.well-known/phrases{path}");
        let response = ask(Data::default(), "GET", &path, accepted).await;
        assert_eq!(
            response.headers()["content-language"],
            language,
            "{path} {accepted}"
        );
        assert_eq!(
            json(response).await["translation"]["action"]["sign_in"],
            word
        );
    }
}

#[tokio::test]
async fn status_and_unknown_routes() {
    for (method, path, status, allow) in [
        ("GET", "/api/status", 204, None),
        (
            "HEAD",
            "/api/.well-known/experience.openapi.json",
            200,
            None,
        ),
        ("GET", "/api/no-such-route", 404, None),
        ("GET", "/api/.well-known/no-such-thing", 404, None),
        ("POST", "/api", 404, None),
        (
            "OPTIONS",
            "/api/.well-known/sign-in-exp",
            200,
            Some("HEAD, GET"),
        ),
        ("POST", "/api/.well-known/phrases", 405, Some("HEAD, GET")),
        (
            "POST",
            "/api/.well-known/account-center",
            405,
            Some("HEAD, GET"),
        ),
    ] {
        let response = ask(Data::default(), method, path, "").await;
        let found = response
            .headers()
            .get("allow")
            .map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(
            (response.status().as_u16(), found.as_deref()),
            (status, allow),
            "{method} {path}"
        );
        assert_eq!(response.headers()["vary"], "Accept-Encoding, Origin");
    }
}

#[tokio::test]
async fn the_description_of_the_experience_api() {
    let path = "/api/.well-known/experience.openapi.json";
    let body = json(ask(Data::default(), "GET", path, "").await).await;
    let verify = "/api/experience/verification/social/{connectorId}/verify";
    assert_eq!(
        body["paths"][verify]["post"]["parameters"][0]["name"],
        "connectorId"
    );
    assert!(body["paths"]["/api/experience"]["put"].is_object());
    assert!(body["paths"]["/api/experience/interaction"]["get"].is_object());
}

#[tokio::test]
async fn the_account_center() {
    for (path, part, expected) in [
        (
            "/api/.well-known/account-center",
            "/tenantId",
            json!("default"),
        ),
        ("/api/.well-known/account-center", "/enabled", json!(false)),
        ("/.well-known/webauthn", "", json!({"origins": []})),
        (
            "/api/.well-known/user.openapi.json",
            "/info/title",
            json!("Logto user API references"),
        ),
    ] {
        let body = json(ask(Data::default(), "GET", path, "").await).await;
        assert_eq!(body.pointer(part), Some(&expected), "{path} {part}");
    }
}
