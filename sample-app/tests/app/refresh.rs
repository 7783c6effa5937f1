//! Access tokens: renewed when they have expired or are refused, one refresh at a time.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::World;

const WELL: &str = "favourite";

#[tokio::test]
async fn a_fresh_token_is_used_as_it_is() {
    let mut world = World::start().await;
    world.sign_in().await;
    for _ in 0..3 {
        world.browser.get("/account").await.assert_shows(WELL);
    }
    assert_eq!(world.logto.refreshes().len(), 0);
}

#[tokio::test]
async fn an_expired_token_is_renewed() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.clock.advance(3591);
    world.browser.get("/account").await.assert_shows(WELL);
    world.browser.get("/account").await.assert_shows(WELL);
    assert_eq!(world.logto.refreshes().len(), 1);
    // The rotated refresh token took the place of the used one.
    world.clock.advance(3600);
    world.browser.get("/account").await.assert_shows(WELL);
    let [first, second] = &world.logto.refreshes()[..] else {
        panic!("two refreshes")
    };
    assert_ne!(first.form["refresh_token"], second.form["refresh_token"]);
    assert!(!first.form.contains_key("scope"));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.logto.forget_access_tokens();
    world.browser.get("/account").await.assert_shows(WELL);
    assert_eq!(
        (world.logto.refreshes().len(), world.logto.times("/oidc/me")),
        (1, 2)
    );
}

#[tokio::test]
async fn a_provider_whose_clock_is_ahead_is_forgiven() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.logto.forget_access_tokens();
    world.logto.lie(|it| {
        it.id_token_claims = Box::new(|claims| {
            claims["iat"] = json!(1_800_000_000 + 7200);
            claims["exp"] = json!(1_800_000_000 + 10_800);
        });
    });
    world.browser.get("/account").await.assert_shows(WELL);
}

#[tokio::test]
async fn a_provider_that_refuses_everything_is_not_asked_forever() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.logto.answer_with(
        "/oidc/me",
        401,
        "application/json",
        "{\"error\":\"invalid_token\"}",
    );
    let page = world.browser.get("/account").await;
    page.assert_shows("Logto refused the access token (401)");
    assert_eq!(
        (world.logto.refreshes().len(), world.logto.times("/oidc/me")),
        (1, 2)
    );
}

#[tokio::test]
async fn a_session_that_logto_ended_ends_here_with_a_notice() {
    let mut world = World::start().await;
    world.sign_in().await;
    let before = world.browser.cookie.clone();
    world.clock.advance(3600);
    world.logto.forget_refresh_tokens();
    let page = world.browser.get("/account").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
    assert_ne!(world.browser.cookie, before);
    let home = world.browser.get("/").await;
    home.assert_shows("Your session has ended at Logto");
    home.assert_lacks("Sign out");
    // Told once.
    world
        .browser
        .get("/")
        .await
        .assert_lacks("Your session has ended");
    world.browser.cookie = before;
    assert!(!world.browser.is_signed_in().await);
    world.browser.cookie = None;
    world.sign_in().await;
}

#[tokio::test]
async fn a_refresh_that_logto_cannot_answer_keeps_the_session() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.clock.advance(3600);
    world
        .logto
        .answer_with("/oidc/token", 500, "text/html", "<h1>oops</h1>");
    let page = world.browser.get("/account").await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.assert_shows("/oidc/token answered 500");
    assert_eq!(world.logto.times("/oidc/me"), 0);
    world.logto.lie(|it| it.instead.clear());
    world.browser.get("/account").await.assert_shows(WELL);
}

#[tokio::test]
async fn a_refreshed_id_token_must_be_about_the_same_person() {
    for (claim, value) in [
        ("sub", "user-1x"),
        ("iss", "http://elsewhere/oidc"),
        ("aud", "other"),
        ("nonce", "other"),
    ] {
        let mut world = World::start().await;
        world.sign_in().await;
        world.clock.advance(3600);
        world.logto.lie(|it| {
            it.id_token_claims = Box::new(move |claims: &mut Value| claims[claim] = json!(value));
        });
        let page = world.browser.get("/account").await;
        assert_eq!(
            (page.status, page.location()),
            (StatusCode::SEE_OTHER, "/"),
            "{claim}"
        );
        assert_eq!(
            world.logto.times("/oidc/me"),
            0,
            "{claim}: the new token was used"
        );
        world
            .browser
            .get("/")
            .await
            .assert_shows("did not pass our checks");
        assert!(!world.browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn new_claims_are_taken_over() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.clock.advance(3600);
    world.logto.lie(|it| {
        it.id_token_claims = Box::new(|claims| {
            claims["name"] = json!("Queen Alice");
            claims.as_object_mut().unwrap().remove("nonce");
        });
    });
    world
        .browser
        .get("/account")
        .await
        .assert_shows("Queen Alice");
    world
        .browser
        .get("/")
        .await
        .assert_shows("Hello, Queen Alice");
}

#[tokio::test]
async fn requests_side_by_side_refresh_once() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.clock.advance(3600);
    let tab = || async {
        let mut browser = world.browser.clone();
        browser.get("/account").await
    };
    let (one, two, three, four) = tokio::join!(tab(), tab(), tab(), tab());
    for page in [one, two, three, four] {
        page.assert_shows(WELL);
    }
    assert_eq!(world.logto.refreshes().len(), 1);
    // The same when the provider, not the clock, says that the token is over.
    world.logto.forget_access_tokens();
    let tab = || async {
        let mut browser = world.browser.clone();
        browser.get("/account").await
    };
    let (one, two) = tokio::join!(tab(), tab());
    one.assert_shows(WELL);
    two.assert_shows(WELL);
    assert_eq!(world.logto.refreshes().len(), 2);
}

#[tokio::test]
async fn a_browser_that_leaves_does_not_lose_the_new_refresh_token() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.clock.advance(3600);
    {
        let mut leaving = world.browser.clone();
        let request = leaving.get("/account");
        tokio::pin!(request);
        // Leaves as soon as the refresh has been asked for.
        while world.logto.refreshes().is_empty() {
            tokio::select! {
                biased;
                _ = &mut request => panic!("the page was faster than the refresh"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    world.browser.get("/account").await.assert_shows(WELL);
    assert_eq!(world.logto.refreshes().len(), 1);
}

#[tokio::test]
async fn without_a_refresh_token_the_page_says_what_is_missing() {
    let mut world = World::start().await;
    world.logto.lie(|it| {
        it.token_response = Box::new(|response| {
            response.as_object_mut().unwrap().remove("refresh_token");
        });
    });
    world.sign_in().await;
    world.logto.forget_access_tokens();
    let page = world.browser.get("/account").await;
    assert_eq!(page.status, StatusCode::OK);
    page.assert_shows("was the scope offline_access granted?");
    assert_eq!(world.logto.refreshes().len(), 0);
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn apis_and_organizations_have_tokens_of_their_own() {
    let mut world = World::with(|arguments| {
        arguments.logto_resources = Some("https://api.example".to_owned());
        arguments.logto_scopes = Some("offline_access urn:logto:scope:organizations".to_owned());
    })
    .await;
    world.logto.lie(|it| {
        it.id_token_claims = Box::new(|claims| claims["organizations"] = json!(["org-1"]));
    });
    world.sign_in().await;
    let page = world.browser.get("/account").await;
    page.assert_shows("https://api.example");
    page.assert_shows("Organization org-1");
    world
        .browser
        .get("/account")
        .await
        .assert_shows("https://api.example");
    let refreshes = world.logto.refreshes();
    let asked: Vec<_> = refreshes
        .iter()
        .map(|it| (it.form.get("resource"), it.form.get("organization_id")))
        .collect();
    let (api, organization) = ("https://api.example".to_owned(), "org-1".to_owned());
    assert_eq!(asked, [(Some(&api), None), (None, Some(&organization))]);
    // The token for userinfo is still the first one.
    assert_eq!(
        world.logto.seen("/oidc/me")[0].authorization,
        world.logto.seen("/oidc/me")[1].authorization
    );
}
