//! `/sign_out`: forget, revoke, leave.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::world::World;

#[tokio::test]
async fn the_person_leaves_through_logto() {
    let mut world = World::start().await;
    world.sign_in().await;
    let before = world.browser.cookie.clone();
    let page = world.browser.get("/sign_out").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let expected = format!(
        "{}/oidc/session/end?client_id=bookstore&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F",
        world.logto.url
    );
    assert_eq!(page.location(), expected);
    let cookie = page.header("set-cookie");
    assert!(
        cookie.starts_with("sample_app_session=; ") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );

    let revocation = &world.logto.seen("/oidc/token/revocation")[0];
    assert_eq!(revocation.form["token_type_hint"], "refresh_token");
    assert!(revocation.form["token"].starts_with("refresh-secret"));
    assert!(
        revocation
            .authorization
            .as_ref()
            .unwrap()
            .starts_with("Basic ")
    );

    // The old cookie opens nothing.
    world.browser.cookie = before;
    assert!(!world.browser.is_signed_in().await);
}

#[tokio::test]
async fn nobody_goes_home() {
    let mut world = World::start().await;
    let page = world.browser.get("/sign_out").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(
        world.logto.times("/oidc/.well-known/openid-configuration"),
        0
    );
}

#[tokio::test]
async fn a_failed_revocation_does_not_keep_anybody() {
    let mut world = World::start().await;
    world.sign_in().await;
    world
        .logto
        .answer_with("/oidc/token/revocation", 500, "text/html", "<h1>oops</h1>");
    let page = world.browser.get("/sign_out").await;
    assert!(page.location().contains("/oidc/session/end?"));
    assert!(!world.browser.is_signed_in().await);
}

#[tokio::test]
async fn without_logto_the_person_leaves_here_and_is_told() {
    let mut world = World::start().await;
    world.sign_in().await;
    // Discovery is too old to be used, and there is no new one.
    world.clock.advance(3601);
    world.logto.answer_with(
        "/oidc/.well-known/openid-configuration",
        503,
        "text/plain",
        "",
    );
    let page = world.browser.get("/sign_out").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
    let home = world.browser.get("/").await;
    home.assert_shows("your session there may still be open");
    home.assert_lacks("Sign out");
    assert!(!world.browser.is_signed_in().await);
}

#[tokio::test]
async fn a_link_on_another_site_asks_first() {
    let mut world = World::start().await;
    world.sign_in().await;
    let foreign = || {
        Request::get("/sign_out")
            .header("sec-fetch-site", "cross-site")
            .body(Body::empty())
            .unwrap()
    };
    let page = world.browser.send(foreign()).await;
    assert_eq!(page.status, StatusCode::OK);
    page.assert_shows("Another site sent you here");
    assert!(world.browser.is_signed_in().await);
    let own = Request::get("/sign_out")
        .header("sec-fetch-site", "same-origin")
        .body(Body::empty());
    let page = world.browser.send(own.unwrap()).await;
    assert!(page.location().contains("/oidc/session/end?"));
}

#[tokio::test]
async fn a_head_request_changes_nothing() {
    let mut world = World::start().await;
    world.sign_in().await;
    for path in ["/sign_out", "/sign_in", "/callback?code=x&state=y"] {
        let head = Request::head(path).body(Body::empty()).unwrap();
        let page = world.browser.send(head).await;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(page.header("allow"), "GET", "{path}");
    }
    assert!(world.browser.is_signed_in().await);
    assert_eq!(world.logto.times("/oidc/token/revocation"), 0);
}
