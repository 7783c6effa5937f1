//! What every page has.

use axum::http::{Request, StatusCode};

use crate::world::World;

#[tokio::test]
async fn every_response_carries_the_security_headers() {
    let mut world = World::start().await;
    world.sign_in().await;
    for path in [
        "/",
        "/account",
        "/callback",
        "/sign_in",
        "/style.css",
        "/favicon.svg",
        "/nowhere",
    ] {
        let page = world.browser.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; "),
            "{path}: {policy}"
        );
        assert!(
            policy.ends_with("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
    }
    let odd = Request::delete("/")
        .body(axum::body::Body::empty())
        .unwrap();
    let page = world.browser.send(odd).await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn pages_are_not_kept_by_anybody() {
    let mut world = World::start().await;
    world.sign_in().await;
    for path in ["/", "/account", "/callback", "/nowhere"] {
        assert_eq!(
            world.browser.get(path).await.header("cache-control"),
            "no-store",
            "{path}"
        );
    }
}

#[tokio::test]
async fn home_asks_nobody_and_sets_nothing() {
    let mut world = World::start().await;
    let home = world.browser.get("/?state=from-logto&anything=else").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.header("set-cookie").is_empty());
    home.assert_shows("<title>Sample app</title>");
    home.assert_shows(r#"href="/sign_in">Sign in</a>"#);
    home.assert_lacks("Sign out");
    assert_eq!(
        world.logto.times("/oidc/.well-known/openid-configuration"),
        0
    );
}

#[tokio::test]
async fn other_addresses_are_not_found() {
    let mut world = World::start().await;
    let page = world.browser.get("/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    page.assert_shows("Page not found");
}

#[tokio::test]
async fn assets_are_of_their_kind() {
    let mut world = World::start().await;
    assert_eq!(
        world
            .browser
            .get("/favicon.svg")
            .await
            .header("content-type"),
        "image/svg+xml"
    );
    assert_eq!(
        world.browser.get("/style.css").await.header("content-type"),
        "text/css; charset=utf-8"
    );
}
