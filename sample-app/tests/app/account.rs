//! `/account`: what is shown of the person and the tokens.

use axum::http::StatusCode;
use serde_json::{Value, json};

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

/// Logto's claims for every scope that it has, of a person who filled in everything and of one who filled
/// in nothing.
#[tokio::test]
async fn every_claim_that_logto_sends_can_be_read() {
    let full = json!({
        "address": { "country": "UK", "formatted": "Christ Church, Oxford", "locality": "Oxford" },
        "birthdate": "1852-05-04", "created_at": 1_799_999_000_123_i64, "family_name": "Liddell",
        "gender": "female", "given_name": "Alice", "locale": "en-GB", "nickname": "Al",
        "organization_roles": ["acme:editor"], "organizations": ["acme"],
        "phone_number": "447700900123", "phone_number_verified": true,
        "picture": "https://img.example/alice.png", "preferred_username": "alice",
        "roles": ["reader"], "updated_at": 1_800_000_000_456_i64, "username": "alice",
        "website": "https://alice.example", "zoneinfo": "Europe/London",
        "custom_data": { "tea": "Earl Grey" },
        "identities": { "huggingface": { "userId": "hf-1", "details": { "id": "hf-1" } } },
        "organization_data": [{ "id": "acme", "name": "Acme", "description": null }],
        "sso_identities": [],
    });
    let empty = json!({
        "name": null, "picture": null, "username": null, "email": null, "email_verified": false,
        "phone_number": null, "phone_number_verified": false, "organization_roles": [],
        "organizations": [], "roles": [], "custom_data": {}, "identities": {},
        "organization_data": [], "sso_identities": [],
    });
    for (claims, shown) in [(full, "Christ Church, Oxford"), (empty, "user-1")] {
        let mut world = World::start().await;
        let add = move |token: &mut Value| {
            for (name, value) in claims.as_object().unwrap() {
                token[name] = value.clone();
            }
        };
        world.logto.lie(|it| {
            it.id_token_claims = Box::new(add.clone());
            it.user_info = Box::new(add);
        });
        world.sign_in().await;
        let page = world.browser.get("/account").await;
        assert_eq!(page.status, StatusCode::OK);
        page.assert_lacks("role=\"alert\"");
        page.assert_shows(shown);
        page.assert_shows("<code>sso_identities</code>");
    }
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
