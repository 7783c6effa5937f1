//! Signing in over the API.

use serde_json::{Value, json};

use super::browser::{Browser, NOW, PASSWORD, Script, data};
use crate::logto::experience::submission;

#[tokio::test]
async fn the_whole_sign_in() {
    let mut browser = Browser::new(data());
    let mut script = Script::default();
    let _ = browser.authorize("web", "openid profile").await;
    let begun = browser
        .exp("PUT", "", json!({"interactionEvent": "SignIn"}))
        .await;
    script.note("PUT /", &begun);
    script.note(
        "GET /interaction",
        &browser.exp("GET", "/interaction", Value::Null).await,
    );
    let proved = browser.password("bob", PASSWORD).await;
    script.note("POST /verification/password", &proved);
    let id = proved.verification_id();
    script.note(
        "GET /interaction",
        &browser.exp("GET", "/interaction", Value::Null).await,
    );
    let body = json!({"verificationId": id});
    script.note(
        "POST /identification",
        &browser.exp("POST", "/identification", body).await,
    );
    script.note(
        "GET /interaction",
        &browser.exp("GET", "/interaction", Value::Null).await,
    );
    let submitted = browser.exp("POST", "/submit", Value::Null).await;
    script.note("POST /submit", &submitted);
    script.note(
        "POST /submit",
        &browser.exp("POST", "/submit", Value::Null).await,
    );
    let url = submitted.json()["redirectTo"].as_str().unwrap().to_owned();
    assert_eq!(browser.follow(&url).await, "/consent?app_id=web");
    let consent = browser
        .send("POST", "/api/interaction/consent", Some(json!({})))
        .await;
    script.note("POST /api/interaction/consent", &consent);
    let url = consent.json()["redirectTo"].as_str().unwrap().to_owned();
    assert!(
        browser
            .follow(&url)
            .await
            .starts_with("https://app.example/callback?code=")
    );
    script.note(
        "GET /interaction",
        &browser.exp("GET", "/interaction", Value::Null).await,
    );
    insta::assert_snapshot!(script.text());
    let state = browser.app.state();
    let bob = state.data.users.get("bob-id").unwrap();
    assert_eq!(bob.application_id.as_deref(), Some("web"));
    let (_, session) = state.store.sessions.iter(NOW).next().unwrap();
    assert_eq!(
        submission::shown(session.submission.as_ref().unwrap()).to_string(),
        json!({
            "interactionEvent": "SignIn",
            "userId": "bob-id",
            "verificationRecords": [{
                "id": id,
                "type": "Password",
                "identifier": {"type": "username", "value": "bob"},
                "verified": true,
            }],
            "signInContext": {"ip": "127.0.0.1", "userAgent": "test"},
        })
        .to_string()
    );
}

#[tokio::test]
async fn answers_carry_logtos_headers() {
    let mut browser = Browser::new(data());
    for (method, path, status) in [
        ("PUT", "/api/experience", 400),
        ("DELETE", "/api/experience", 405),
        ("OPTIONS", "/api/interaction/consent", 200),
    ] {
        let answer = browser.send(method, path, None).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.headers["vary"], "Accept-Encoding, Origin");
        assert_eq!(answer.headers["x-frame-options"], "SAMEORIGIN");
    }
    let refused = browser.send("DELETE", "/api/experience", None).await;
    assert_eq!(refused.headers["allow"], "PUT");
    assert_eq!(refused.text, "Method Not Allowed");
}

#[tokio::test]
async fn nothing_works_without_an_interaction() {
    let mut browser = Browser::new(data());
    let mut script = Script::default();
    for (method, path) in [
        ("PUT", "/api/experience"),
        ("POST", "/api/experience/submit"),
        ("GET", "/api/experience/sso-connectors?email=a@b.example"),
        ("GET", "/api/interaction/consent"),
    ] {
        script.note(
            &format!("{method} {path}"),
            &browser.send(method, path, None).await,
        );
    }
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn bad_input() {
    let mut browser = Browser::new(data());
    let mut script = Script::default();
    let _ = browser.authorize("web", "openid").await;
    let begin = "/api/experience";
    for (content_type, body) in [
        ("application/json", Some("{nonsense")),
        ("application/json", None),
        ("application/json", Some(r#"{"interactionEvent":"Dance"}"#)),
        (
            "application/json",
            Some(r#"{"interactionEvent":"SignIn","captchaToken":"x"}"#),
        ),
        (
            "application/x-www-form-urlencoded",
            Some("interactionEvent=SignIn"),
        ),
    ] {
        let answer = browser.raw("PUT", begin, content_type, body).await;
        script.note(&format!("PUT {}", body.unwrap_or_default()), &answer);
    }
    for (path, body) in [
        (
            "/verification/password",
            json!({"identifier": {"type": "userId", "value": "x"}, "password": "y"}),
        ),
        (
            "/verification/password",
            json!({"identifier": "bob", "password": "y"}),
        ),
        (
            "/verification/verification-code",
            json!({"identifier": {"type": "username", "value": "x"}}),
        ),
        (
            "/verification/verification-code",
            json!({"identifier": {"type": "email", "value": "x"}, "interactionEvent": "SignIn"}),
        ),
        (
            "/verification/new-password-identity",
            json!({"identifier": {"type": "username", "value": "ab-c d"}, "password": "x"}),
        ),
        ("/profile", json!({"type": "shoe", "value": "42"})),
        ("/profile", json!({"type": "username", "value": ""})),
        ("/identification", json!({})),
    ] {
        let answer = browser.exp("POST", path, body.clone()).await;
        script.note(&format!("POST {path} {body}"), &answer);
    }
    let answer = browser.exp("GET", "/sso-connectors", Value::Null).await;
    script.note("GET /sso-connectors", &answer);
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn identification() {
    let mut data = data();
    let mut alice = data.users.get("bob-id").unwrap().clone();
    alice.id = "alice-id".into();
    alice.username = Some("alice".into());
    alice.primary_email = None;
    data.users.insert(alice);
    let mut browser = Browser::new(data);
    let mut script = Script::default();
    browser.begin("SignIn").await;
    let mut tell = async |what: &str, id: &str| {
        let answer = browser
            .exp("POST", "/identification", json!({"verificationId": id}))
            .await;
        script.note(what, &answer);
    };
    tell("unknown id", "no-such-thing-000000").await;
    let first = browser.password("bob", PASSWORD).await.verification_id();
    let wrong = browser.password("bob", "wrong").await;
    let mut tell = async |what: &str, id: &str| {
        let answer = browser
            .exp("POST", "/identification", json!({"verificationId": id}))
            .await;
        script.note(what, &answer);
    };
    tell("after a wrong password", &first).await;
    let second = browser.password("bob", PASSWORD).await.verification_id();
    let mut tell = async |what: &str, id: &str| {
        let answer = browser
            .exp("POST", "/identification", json!({"verificationId": id}))
            .await;
        script.note(what, &answer);
    };
    tell("one that was replaced", &first).await;
    tell("the new one", &second).await;
    let other = browser.password("alice", PASSWORD).await.verification_id();
    let answer = browser
        .exp("POST", "/identification", json!({"verificationId": other}))
        .await;
    script.note("somebody else", &answer);
    script.note("the wrong password", &wrong);
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn suspended_users_and_unknown_ones() {
    let mut data = data();
    data.users.update("bob-id", |user| user.is_suspended = true);
    let mut browser = Browser::new(data);
    browser.begin("SignIn").await;
    let mut script = Script::default();
    for (username, password) in [
        ("bob", PASSWORD),
        ("bob", "wrong"),
        ("BOB", PASSWORD),
        ("nobody", PASSWORD),
    ] {
        let answer = browser.password(username, password).await;
        script.note(&format!("{username} {password}"), &answer);
    }
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn too_many_wrong_passwords() {
    let mut data = data();
    data.sign_in_experience.sentinel_policy = json!({"maxAttempts": 3, "lockoutDuration": 60});
    let mut browser = Browser::new(data);
    browser.begin("SignIn").await;
    let mut codes = Vec::new();
    for password in ["wrong", "wrong", "wrong", "wrong", PASSWORD] {
        let answer = browser.password("bob", password).await;
        codes.push(format!("{} {}", answer.status, answer.json()["code"]));
    }
    insta::assert_snapshot!(codes.join("\n"));
    browser.app.state().sentinel.clear("bob");
    assert_eq!(browser.password("bob", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn sign_in_modes() {
    use crate::logto::model::sign_in_experience::SignInMode;
    let mut browser = Browser::new(data());
    browser.begin("SignIn").await;
    browser.app.state().data.sign_in_experience.sign_in_mode = SignInMode::SignIn;
    let register = json!({"interactionEvent": "Register"});
    let refused = browser
        .exp("PUT", "/interaction-event", register.clone())
        .await;
    assert_eq!(refused.status, 403);
    assert_eq!(browser.exp("PUT", "", register).await.status, 204);

    browser.begin("SignIn").await;
    browser.app.state().data.sign_in_experience.sign_in_mode = SignInMode::Register;
    let id = browser.password("bob", PASSWORD).await.verification_id();
    let refused = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    assert_eq!(
        refused.line(),
        r#"403 {"code":"auth.forbidden","message":"Forbidden. Please check your user roles and permissions."}"#
    );
}

#[tokio::test]
async fn the_old_interaction_api() {
    let mut browser = Browser::new(data());
    let _ = browser.authorize("web", "openid").await;
    let start = |password: &str| {
        let identifier = json!({"username": "bob", "password": password});
        Some(json!({"event": "SignIn", "identifier": identifier}))
    };
    let refused = browser
        .send("PUT", "/api/interaction", start("wrong"))
        .await;
    assert_eq!(refused.json()["code"], "session.invalid_credentials");
    let begun = browser
        .send("PUT", "/api/interaction", start(PASSWORD))
        .await;
    assert_eq!(begun.status, 204);
    let submitted = browser.send("POST", "/api/interaction/submit", None).await;
    assert!(
        submitted.json()["redirectTo"].is_string(),
        "{}",
        submitted.line()
    );

    let _ = browser.authorize("web", "openid").await;
    let profile = json!({"username": "tina", "password": "Fresh!Start99"});
    let body = json!({"event": "Register", "profile": profile});
    assert_eq!(
        browser
            .send("PUT", "/api/interaction", Some(body))
            .await
            .status,
        204
    );
    assert_eq!(
        browser
            .send("POST", "/api/interaction/submit", None)
            .await
            .status,
        200
    );
    assert!(browser.app.state().data.user_by_username("tina").is_some());
}

#[tokio::test]
async fn the_audit_log_of_a_sign_in() {
    let mut browser = Browser::new(data());
    browser.begin("SignIn").await;
    let id = browser.password("bob", PASSWORD).await.verification_id();
    let _ = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    let submitted = browser.exp("POST", "/submit", Value::Null).await;
    let url = submitted.json()["redirectTo"].as_str().unwrap().to_owned();
    let _ = browser.follow(&url).await;
    let consent = browser
        .send("POST", "/api/interaction/consent", Some(json!({})))
        .await;
    let url = consent.json()["redirectTo"].as_str().unwrap().to_owned();
    let callback = url::Url::parse(&browser.follow(&url).await).unwrap();
    let code = callback
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("client_id", "web")
        .append_pair("client_secret", "secret")
        .append_pair("redirect_uri", "https://app.example/callback")
        .append_pair(
            "code_verifier",
            "a-code-verifier-that-is-long-enough-for-pkce-and-never-changes",
        )
        .append_pair("code", &code)
        .finish();
    let form_type = "application/x-www-form-urlencoded";
    let tokens = browser
        .raw("POST", "/oidc/token", form_type, Some(&form))
        .await;
    let state = browser.app.state();
    let lines: Vec<String> = state
        .events
        .logs()
        .map(|event| {
            let text = |name: &str| {
                event
                    .payload
                    .get(name)
                    .and_then(Value::as_str)
                    .unwrap_or("-")
            };
            format!("{} {} {}", event.key, text("result"), text("userId"))
        })
        .collect();
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn no_password_is_no_guess() {
    let mut browser = Browser::new(data());
    let _ = browser.authorize("web", "openid").await;
    let begun = json!({"interactionEvent": "SignIn"});
    let _ = browser.exp("PUT", "", begun).await;
    let answer = browser.password("bob", "").await.json();
    assert_eq!(
        answer["details"],
        r#"Error in key path "password": (too_small) String must contain at least 1 character(s)"#
    );
}
