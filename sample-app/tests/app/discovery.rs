//! A Logto that is away, or answers what cannot be used: readable pages, no session, no crash.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde_json::json;

use crate::browser::Browser;
use crate::world::World;

const DISCOVERY: &str = "/oidc/.well-known/openid-configuration";

#[tokio::test]
async fn discovery_is_read_once_and_renewed_hourly() {
    let mut world = World::start().await;
    assert_eq!(world.logto.times(DISCOVERY), 0);
    world.sign_in().await;
    world.sign_in().await;
    assert_eq!(world.logto.times(DISCOVERY), 1);
    world.clock.advance(3600);
    world.sign_in().await;
    assert_eq!(world.logto.times(DISCOVERY), 2);
}

#[tokio::test]
async fn the_app_works_once_logto_is_up() {
    let mut world = World::start().await;
    world
        .logto
        .answer_with(DISCOVERY, 503, "text/plain", "starting");
    assert_eq!(
        world.browser.get("/sign_in").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    world.logto.lie(|it| it.instead.clear());
    world.sign_in().await;
}

#[tokio::test]
async fn nothing_listening_is_a_page() {
    let mut world =
        World::with(|arguments| arguments.logto_endpoint = Some("http://127.0.0.1:1".to_owned()))
            .await;
    let page = world.browser.get("/sign_in").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    page.assert_shows(
        "could not connect to http://127.0.0.1:1/oidc/.well-known/openid-configuration",
    );
    page.assert_shows("Back to home");
    assert!(page.header("set-cookie").is_empty());
    assert!(!world.browser.is_signed_in().await);
}

#[tokio::test]
async fn unusable_documents_are_refused() {
    let huge = format!("{{\"issuer\":\"{}\"}}", "x".repeat(600_000));
    for (path, status, content_type, body, why) in [
        (
            DISCOVERY,
            200,
            "text/html",
            "<h1>hi</h1>",
            "Unexpected response Content-Type",
        ),
        (DISCOVERY, 200, "application/json", "{}", "missing field"),
        (
            DISCOVERY,
            200,
            "application/json",
            "{\"issuer\":",
            "cannot be used",
        ),
        (DISCOVERY, 200, "application/json", &huge, "is too large"),
        (DISCOVERY, 404, "text/plain", "Not Found", "404"),
        (DISCOVERY, 302, "text/plain", "", "302"),
        (
            "/oidc/jwks",
            500,
            "text/plain",
            "",
            "/oidc/jwks answered 500",
        ),
        (
            "/oidc/jwks",
            200,
            "application/json",
            "[1]",
            "cannot be used",
        ),
    ] {
        let mut world = World::start().await;
        world.logto.answer_with(path, status, content_type, body);
        let page = world.browser.get("/sign_in").await;
        assert_eq!(
            page.status,
            StatusCode::BAD_GATEWAY,
            "{path} {status} {content_type}"
        );
        page.assert_shows("Sign-in failed");
        page.assert_shows(why);
        page.assert_lacks("<h1>hi");
    }
}

#[tokio::test]
async fn a_document_for_another_issuer_stops_everything() {
    let mut world = World::start().await;
    world.logto.lie(|it| {
        it.discovery = Box::new(|document| {
            document["issuer"] = json!(format!("{}INVALID", document["issuer"].as_str().unwrap()));
        });
    });
    let page = world.browser.get("/sign_in").await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.assert_shows("names another issuer");
    page.assert_shows("LOGTO_ENDPOINT");
}

#[tokio::test]
async fn endpoints_that_are_not_on_the_web_are_refused() {
    for (member, value) in [
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("token_endpoint", json!(null)),
        ("end_session_endpoint", json!("file:///etc/passwd")),
    ] {
        let mut world = World::start().await;
        let lie = (member, value);
        world.logto.lie(|it| {
            it.discovery = Box::new(move |document| document[lie.0] = lie.1.clone());
        });
        let page = world.browser.get("/sign_in").await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{member}");
        page.assert_shows(member);
    }
}

#[tokio::test]
async fn a_token_endpoint_that_makes_no_sense_is_a_page() {
    for (status, content_type, body, expected) in [
        (500, "text/html", "<h1>oops</h1>", StatusCode::BAD_GATEWAY),
        (
            429,
            "text/html",
            "slow down",
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (200, "text/html", "<h1>hi</h1>", StatusCode::BAD_GATEWAY),
        (200, "application/json", "", StatusCode::BAD_GATEWAY),
        (200, "application/json", "{}", StatusCode::BAD_GATEWAY),
        (400, "text/html", "<h1>hi</h1>", StatusCode::BAD_GATEWAY),
        (
            401,
            "application/json",
            "{\"error\":\"invalid_client\"}",
            StatusCode::BAD_REQUEST,
        ),
        (302, "text/html", "", StatusCode::BAD_GATEWAY),
    ] {
        let mut world = World::start().await;
        world
            .logto
            .answer_with("/oidc/token", status, content_type, body);
        let page = world.try_to_sign_in().await;
        assert_eq!(page.status, expected, "{status} {body}: {}", page.body);
        page.assert_shows("Sign-in failed");
        page.assert_shows("Back to home");
        page.assert_lacks("<h1>hi");
        assert!(!world.browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn requests_that_wait_share_the_outcome() {
    let world = World::start().await;
    world
        .logto
        .answer_with(DISCOVERY, 503, "text/plain", "starting");
    let visit = || async {
        let mut browser = Browser::new(world.router.clone());
        browser.get("/sign_in").await.status
    };
    let (one, two, three) = tokio::join!(visit(), visit(), visit());
    assert_eq!([one, two, three], [StatusCode::SERVICE_UNAVAILABLE; 3]);
    assert_eq!(world.logto.times(DISCOVERY), 1);
    // A later request asks again.
    world.logto.lie(|it| it.instead.clear());
    let (one, two) = tokio::join!(visit(), visit());
    assert_eq!([one, two], [StatusCode::SEE_OTHER; 2]);
    assert_eq!(world.logto.times(DISCOVERY), 2);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let mut world = World::start().await;
    world.logto.lie(|it| {
        let elsewhere = || Redirect::temporary("/oidc/elsewhere").into_response();
        it.instead.insert("/oidc/token", Box::new(elsewhere));
    });
    let page = world.try_to_sign_in().await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    assert_eq!(world.logto.times("/oidc/elsewhere"), 0);
}
