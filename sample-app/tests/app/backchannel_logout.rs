//! `/backchannel_logout`: Logto ends sessions from outside.

use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::browser::{Browser, Page};
use crate::provider::APP_SECRET;
use crate::signing::{self, Key};
use crate::world::World;

async fn post(world: &World, body: String) -> Page {
    let request = Request::post("/backchannel_logout")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap();
    let page = Browser::new(world.router.clone()).send(request).await;
    assert_eq!(page.header("cache-control"), "no-store");
    page
}

async fn present(world: &World, token: &str) -> Page {
    post(world, format!("logout_token={token}")).await
}

#[track_caller]
fn assert_refused(page: &Page, why: &str) {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    let body: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(body["error"], "invalid_request");
    let description = body["error_description"].as_str().unwrap();
    assert!(description.contains(why), "{description}");
}

#[tokio::test]
async fn the_persons_sessions_end() {
    let mut world = World::start().await;
    world.sign_in().await;
    let mut phone = world.browser.clone();
    world.browser.cookie = None;
    world.sign_in().await;
    let token = world.logto.logout_token(|_| {});
    assert_eq!(present(&world, &token).await.status, StatusCode::OK);
    assert!(!world.browser.is_signed_in().await);
    assert!(!phone.is_signed_in().await);
}

#[tokio::test]
async fn a_session_id_ends_one_session() {
    let mut world = World::start().await;
    world.sign_in().await;
    let mut phone = world.browser.clone();
    world.browser.cookie = None;
    world
        .logto
        .lie(|it| it.id_token_claims = Box::new(|claims| claims["sid"] = json!("session-2")));
    world.sign_in().await;
    let token = world
        .logto
        .logout_token(|claims| claims["sid"] = json!("session-2"));
    assert_eq!(present(&world, &token).await.status, StatusCode::OK);
    assert!(!world.browser.is_signed_in().await);
    assert!(phone.is_signed_in().await);
    // The session alone is enough to name it.
    let token = world.logto.logout_token(|claims| {
        claims["sid"] = json!("session-1");
        claims.as_object_mut().unwrap().remove("sub");
    });
    assert_eq!(present(&world, &token).await.status, StatusCode::OK);
    assert!(!phone.is_signed_in().await);
}

#[tokio::test]
async fn somebody_elses_logout_ends_nothing() {
    let mut world = World::start().await;
    world.sign_in().await;
    let token = world
        .logto
        .logout_token(|claims| claims["sub"] = json!("user-2"));
    assert_eq!(present(&world, &token).await.status, StatusCode::OK);
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn wrong_tokens_end_nothing() {
    let mut world = World::start().await;
    world.sign_in().await;
    let logto = world.logto.clone();
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let remove = |name: &'static str| {
        move |claims: &mut Value| {
            claims.as_object_mut().unwrap().remove(name);
        }
    };
    let claims = json!({
        "sub": "user-1", "events": { event: {} }, "jti": "j", "aud": "bookstore",
        "exp": 1_800_000_120, "iat": 1_800_000_000, "iss": logto.issuer(),
    });
    for (token, why) in [
        (logto.logout_token(remove("events")), "events does not hold"),
        (
            logto.logout_token(|it| {
                it["events"] = json!({ "http://schemas.openid.net/event/foobar": {} });
            }),
            "events does not hold",
        ),
        (
            logto.logout_token(|it| it["aud"] = json!("bookstoreINVALID")),
            "aud",
        ),
        (
            logto.logout_token(|it| it["iss"] = json!("http://elsewhere/oidc")),
            "iss",
        ),
        (logto.logout_token(|it| it["nonce"] = json!("n")), "nonce"),
        (
            logto.logout_token(|it| it["exp"] = json!(1_799_999_900)),
            "expired",
        ),
        (
            logto.logout_token(|it| it["iat"] = json!(1_800_000_100)),
            "future",
        ),
        (logto.logout_token(remove("sub")), "neither sub nor sid"),
        (logto.logout_token(remove("jti")), "jti is missing"),
        (signing::corrupted(&logto.logout_token(|_| {})), "signature"),
        (signing::unsigned(&claims), "algorithm is none"),
        (
            signing::with_secret(APP_SECRET, &claims),
            "algorithm is HS256",
        ),
        (
            Key::Current.sign(&json!({ "alg": "ES384", "typ": "at+jwt" }), &claims),
            "type is at+jwt",
        ),
        (
            Key::Next.sign(&Key::Next.header(), &claims),
            "does not publish",
        ),
        ("x".to_owned(), "not a signed token"),
        (String::new(), "not a signed token"),
    ] {
        assert_refused(&present(&world, &token).await, why);
    }
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn a_token_serves_once() {
    let mut world = World::start().await;
    world.sign_in().await;
    let token = world.logto.logout_token(|_| {});
    assert_eq!(present(&world, &token).await.status, StatusCode::OK);
    world.sign_in().await;
    assert_refused(&present(&world, &token).await, "used before");
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn an_id_token_is_not_a_logout_token() {
    let mut world = World::start().await;
    world.sign_in().await;
    let claims = json!({
        "sub": "user-1", "aud": "bookstore", "exp": 1_800_003_600, "iat": 1_800_000_000,
        "iss": world.logto.issuer(), "nonce": "n", "jti": "j",
    });
    let token = Key::Current.sign(&Key::Current.header(), &claims);
    assert_refused(&present(&world, &token).await, "events does not hold");
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn odd_requests_are_answered() {
    let world = World::start().await;
    assert_refused(
        &post(&world, String::new()).await,
        "logout_token is missing",
    );
    assert_refused(
        &post(&world, "logout_token=a&logout_token=b".to_owned()).await,
        "came twice",
    );
    assert_refused(&post(&world, "x".repeat(40_000)).await, "limit");
    let mut browser = Browser::new(world.router.clone());
    let page = browser.get("/backchannel_logout").await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn junk_cannot_use_up_what_sign_in_needs() {
    let mut world = World::start().await;
    world.sign_in().await;
    let stranger = Key::Next.sign(&json!({ "alg": "ES384", "kid": "x" }), &json!({}));
    for _ in 0..10 {
        assert_refused(&present(&world, &stranger).await, "does not publish");
    }
    assert_eq!(world.logto.times("/oidc/jwks"), 1 + 3);
    world
        .logto
        .lie(|it| (it.signing, it.published) = (Key::Next, vec![Key::Next]));
    world.sign_in().await;
}

#[tokio::test]
async fn a_rotated_key_is_found() {
    let mut world = World::start().await;
    world.sign_in().await;
    world
        .logto
        .lie(|it| (it.signing, it.published) = (Key::Next, vec![Key::Next]));
    let token = world.logto.logout_token(|_| {});
    assert_eq!(present(&world, &token).await.status, StatusCode::OK);
    assert!(!world.browser.is_signed_in().await);
}
