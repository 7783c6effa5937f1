//! `/account`: what is shown of the person and the tokens.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn claims_and_userinfo_are_shown_and_secrets_are_not() {
    let mut world = World::start().await;
    world.sign_in().await;
    let page = world.browser.get("/account").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "Alice Liddell",
        "<code>nonce</code>",
        "15 January 2027, 08:00:00 UTC",
        "<code>custom_data</code>",
        "favourite",
        "expires in 1 hour",
        "offline_access",
        "Sign out",
    ] {
        page.assert_shows(text);
    }
    for secret in world.logto.secrets() {
        page.assert_lacks(&secret);
    }
    page.assert_lacks("eyJ");
    page.assert_lacks("Sign in");
}

#[tokio::test]
async fn nobody_has_no_account() {
    let mut world = World::start().await;
    let page = world.browser.get("/account").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(world.logto.times("/oidc/me"), 0);
}

#[tokio::test]
async fn userinfo_about_somebody_else_is_discarded() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.logto.lie(|it| {
        it.user_info = Box::new(|claims| {
            claims["sub"] = json!("user-1invalid");
            claims["name"] = json!("Mallory");
        });
    });
    let page = world.browser.get("/account").await;
    page.assert_shows("was discarded");
    page.assert_lacks("Mallory");
    page.assert_lacks("favourite");
    page.assert_shows("Alice Liddell");
}

#[tokio::test]
async fn hostile_claims_are_text() {
    let mut world = World::start().await;
    world.logto.lie(|it| {
        it.id_token_claims = Box::new(|claims| {
            claims["name"] = json!("<script>alert(1)</script>");
            claims["picture"] = json!("https://x/\"onerror=\"alert(1)");
            claims["<b>"] = json!({ "x": "</td><script>" });
        });
    });
    world.sign_in().await;
    for path in ["/", "/account"] {
        let page = world.browser.get(path).await;
        page.assert_lacks("<script");
        page.assert_lacks("<b>");
        page.assert_lacks("\"onerror");
    }
}

#[tokio::test]
async fn a_logto_that_is_away_leaves_a_readable_page() {
    for (status, content_type, body, expected) in [
        (500, "text/html", "<h1>oops</h1>", StatusCode::BAD_GATEWAY),
        (
            503,
            "application/json",
            "{}",
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (
            429,
            "application/json",
            "{}",
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (
            200,
            "text/html",
            "<h1>welcome</h1>",
            StatusCode::BAD_GATEWAY,
        ),
        (
            200,
            "application/json",
            "{\"sub\":",
            StatusCode::BAD_GATEWAY,
        ),
        (200, "application/json", "[]", StatusCode::BAD_GATEWAY),
        (302, "text/html", "", StatusCode::BAD_GATEWAY),
    ] {
        let mut world = World::start().await;
        world.sign_in().await;
        world
            .logto
            .answer_with("/oidc/me", status, content_type, body);
        let page = world.browser.get("/account").await;
        assert_eq!(page.status, expected, "{status} {body}: {}", page.body);
        page.assert_shows("role=\"alert\"");
        page.assert_shows("Alice Liddell");
        page.assert_lacks("<h1>oops");
        assert!(world.browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn a_refusal_is_shown() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.logto.answer_with(
        "/oidc/me",
        403,
        "application/json",
        "{\"error\":\"insufficient_scope\"}",
    );
    let page = world.browser.get("/account").await;
    assert_eq!(page.status, StatusCode::OK);
    page.assert_shows("Logto refused the access token (403)");
}
