//! `/callback`: which answers are believed.

use axum::http::StatusCode;
use serde_json::json;

use crate::browser::Browser;
use crate::world::World;

#[tokio::test]
async fn a_right_answer_signs_in() {
    let mut world = World::start().await;
    let page = world.try_to_sign_in().await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
    let home = world.browser.get("/").await;
    home.assert_shows("Hello, Alice Liddell");
    home.assert_shows("alice@example.com");
    home.assert_shows("Sign out");
    home.assert_lacks("Sign in");

    let exchange = &world.logto.seen("/oidc/token")[0].form;
    assert_eq!(exchange["grant_type"], "authorization_code");
    assert_eq!(exchange["redirect_uri"], "http://localhost:3000/callback");
    assert_eq!(exchange["code_verifier"].len(), 43);
    assert!(
        !exchange.contains_key("client_secret"),
        "the secret goes into the header only"
    );
}

#[tokio::test]
async fn the_session_gets_a_new_id() {
    let mut world = World::start().await;
    let answer = world.answer().await;
    // Somebody knows the session from before the sign-in.
    let mut attacker = world.browser.clone();
    let before = world.browser.cookie.clone();
    let page = world.browser.get(&answer.path()).await;
    assert!(
        page.header("set-cookie")
            .ends_with("; HttpOnly; SameSite=Lax; Path=/")
    );
    assert_ne!(world.browser.cookie, before);
    assert!(world.browser.is_signed_in().await);
    assert!(!attacker.is_signed_in().await);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let mut world = World::start().await;
    world.sign_in().await;
    let mut before = world.browser.clone();
    world.sign_in().await;
    assert_ne!(world.browser.cookie, before.cookie);
    assert!(!before.is_signed_in().await);
}

#[tokio::test]
async fn an_id_that_the_browser_brings_is_not_adopted() {
    let mut world = World::start().await;
    world.browser.cookie = Some("sample_app_session=chosen-by-an-attacker".to_owned());
    let page = world.browser.get("/sign_in").await;
    assert!(!page.header("set-cookie").contains("chosen-by-an-attacker"));
}

/// Everything that is wrong before the code is worth a request.
#[tokio::test]
async fn wrong_answers_never_reach_the_token_endpoint() {
    const NOT_OURS: &str = "does not belong to a sign-in that this browser has under way";
    let mut world = World::start().await;
    let issuer = world.logto.issuer();
    let right = world.answer().await;
    for (answer, why) in [
        (right.clone().with("state", "other"), NOT_OURS),
        (right.clone().without("state"), NOT_OURS),
        (right.clone().with("state", ""), NOT_OURS),
    ] {
        world.browser.get(&answer.path()).await.assert_failed(why);
    }
    let twice = format!("{}&state=again", right.path());
    world
        .browser
        .get(&twice)
        .await
        .assert_failed("the parameter state came twice");

    let wrong_issuer = format!("{issuer}1");
    for (change, why) in [
        (
            ("iss", Some(wrong_issuer.as_str())),
            "the answer comes from another issuer",
        ),
        (
            ("iss", None),
            "the answer does not say which issuer it comes from",
        ),
        (("code", None), "the answer has no code"),
        (("code", Some("")), "the answer has no code"),
    ] {
        let answer = world.answer().await;
        let answer = match change {
            (name, Some(value)) => answer.with(name, value),
            (name, None) => answer.without(name),
        };
        world.browser.get(&answer.path()).await.assert_failed(why);
        // The attempt is used up.
        world
            .browser
            .get(&answer.path())
            .await
            .assert_failed(NOT_OURS);
    }
    assert_eq!(world.logto.times("/oidc/token"), 0);
    assert!(!world.browser.is_signed_in().await);
    // The first attempt was named by no answer and still serves.
    assert_eq!(
        world.browser.get(&right.path()).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn iss_may_be_absent_where_it_was_not_promised() {
    let mut world = World::start().await;
    world.logto.lie(|it| {
        it.discovery = Box::new(|document| {
            document["authorization_response_iss_parameter_supported"] = json!(false);
        });
    });
    let answer = world.answer().await.without("iss");
    assert_eq!(
        world.browser.get(&answer.path()).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn an_answer_serves_once() {
    let mut world = World::start().await;
    let answer = world.answer().await;
    assert_eq!(
        world.browser.get(&answer.path()).await.status,
        StatusCode::SEE_OTHER
    );
    let again = world.browser.get(&answer.path()).await;
    again.assert_failed("used already");
    assert_eq!(world.logto.times("/oidc/token"), 1);
    // Whoever is signed in stays so.
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn an_answer_serves_the_browser_that_asked() {
    let mut world = World::start().await;
    let answer = world.answer().await;
    let mut victim = Browser::new(world.router.clone());
    let page = victim.get(&answer.path()).await;
    page.assert_failed("does not belong to a sign-in that this browser has under way");
    page.assert_shows("open the app at http://localhost:3000");
    assert!(!victim.is_signed_in().await);
    assert_eq!(world.logto.times("/oidc/token"), 0);
}

#[tokio::test]
async fn a_refused_answer_leaves_a_signed_in_session_unharmed() {
    let mut world = World::start().await;
    world.sign_in().await;
    let cookie = world.browser.cookie.clone();
    world
        .browser
        .get("/callback?code=x&state=y")
        .await
        .assert_failed("does not belong");
    world
        .browser
        .get("/callback?error=access_denied")
        .await
        .assert_failed("access_denied");
    let answer = world.answer().await.with("code", "forged");
    world
        .browser
        .get(&answer.path())
        .await
        .assert_failed("invalid_grant");
    assert_eq!(world.browser.cookie, cookie);
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn tabs_do_not_disturb_each_other() {
    let mut world = World::start().await;
    let first = world.answer().await;
    let second = world.answer().await;
    assert_eq!(
        world.browser.get(&first.path()).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        world.browser.get(&second.path()).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn an_attempt_is_forgotten_after_an_hour() {
    let mut world = World::start().await;
    let answer = world.answer().await;
    world.clock.advance(3600);
    world
        .browser
        .get(&answer.path())
        .await
        .assert_failed("too old");
    assert_eq!(world.logto.times("/oidc/token"), 0);
}

#[tokio::test]
async fn an_error_is_shown_as_text() {
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&";
    let mut world = World::start().await;
    let answer = world
        .answer()
        .await
        .without("code")
        .with("error", "access_denied");
    let page = world
        .browser
        .get(&answer.with("error_description", hostile).path())
        .await;
    page.assert_failed("access_denied: ");
    page.assert_shows("Logto did not let you in, or you turned back.");
    page.assert_lacks("<script");
    page.assert_lacks("<img src=x");
    page.assert_shows("alert(1)");
    assert!(!world.browser.is_signed_in().await);

    let code = world
        .answer()
        .await
        .without("code")
        .with("error", "<b>odd</b>")
        .without("iss");
    let page = world.browser.get(&code.path()).await;
    page.assert_failed("Logto answered with an error.");
    page.assert_lacks("<b>");
    assert_eq!(world.logto.times("/oidc/token"), 0);
}

#[tokio::test]
async fn an_error_out_of_the_blue_says_nothing_of_its_own() {
    let mut world = World::start().await;
    let page = world
        .browser
        .get("/callback?error=access_denied&error_description=Call+0800-SCAM&state=x")
        .await;
    page.assert_failed("<code>access_denied</code>");
    page.assert_lacks("SCAM");
}

#[tokio::test]
async fn a_refused_code_is_explained() {
    let mut world = World::start().await;
    let answer = world.answer().await.with("code", "unknown");
    let page = world.browser.get(&answer.path()).await;
    page.assert_failed("invalid_grant: grant request is invalid");
}

#[tokio::test]
async fn wrong_credentials_point_at_the_settings() {
    let mut world =
        World::with(|arguments| arguments.logto_app_secret = Some("old".to_owned())).await;
    let page = world.try_to_sign_in().await;
    page.assert_failed("Logto does not accept this app&#39;s credentials.");
    page.assert_shows("LOGTO_APP_SECRET");
}

#[tokio::test]
async fn nobody_else_answers_on_the_callback() {
    let mut world = World::start().await;
    let request = axum::http::Request::post("/callback")
        .body("code=x&state=y".into())
        .unwrap();
    assert_eq!(
        world.browser.send(request).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    for query in [
        "",
        "?",
        "?&&&",
        "?state",
        "?code=%00&state=%ff",
        "?%",
        "?state=%F0%9F%98%80",
    ] {
        world
            .browser
            .get(&format!("/callback{query}"))
            .await
            .assert_failed("Begin again");
    }
    let long = format!("/callback?state={}&code=x", "a".repeat(20_000));
    world.browser.get(&long).await.assert_failed("Begin again");
}
