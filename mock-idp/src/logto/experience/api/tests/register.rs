//! Registering, resetting a password, codes and one-time tokens over the API.

use serde_json::{Value, json};

use super::browser::{Browser, NOW, PASSWORD, Script, data};
use crate::logto::model::Connector;

fn mail() -> Connector {
    Connector {
        id: "mail".into(),
        connector_id: "mock-email-service".into(),
        config: serde_json::Map::new(),
        metadata: serde_json::Map::new(),
        sync_profile: false,
        enable_token_storage: false,
        created_at: NOW,
    }
}

fn code_in(browser: &Browser, to: &str) -> String {
    let state = browser.app.state();
    state.inbox.last_to(to).unwrap().code.clone().unwrap()
}

#[tokio::test]
async fn a_registration() {
    let mut browser = Browser::new(data());
    let mut script = Script::default();
    browser.begin("Register").await;
    let identity = |name: &str| json!({"identifier": {"type": "username", "value": name}, "password": "Fresh!Start99"});
    let taken = browser
        .exp(
            "POST",
            "/verification/new-password-identity",
            identity("bob"),
        )
        .await;
    script.note("a user name that is taken", &taken);
    let weak = json!({"identifier": {"type": "username", "value": "nina"}, "password": ""});
    let weak = browser
        .exp("POST", "/verification/new-password-identity", weak)
        .await;
    script.note("an empty password", &weak);
    let fresh = browser
        .exp(
            "POST",
            "/verification/new-password-identity",
            identity("nina"),
        )
        .await;
    script.note("a good one", &fresh);
    let body = json!({"verificationId": fresh.verification_id()});
    script.note(
        "identification",
        &browser.exp("POST", "/identification", body).await,
    );
    let looked = browser.exp("GET", "/interaction", Value::Null).await;
    assert!(looked.json()["userId"].is_string());
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);
    insta::assert_snapshot!(script.text());
    assert!(browser.app.state().data.user_by_username("nina").is_some());
}

#[tokio::test]
async fn an_existing_user_is_no_new_one() {
    let mut browser = Browser::new(data());
    browser.begin("Register").await;
    let mut script = Script::default();
    script.note(
        "nothing",
        &browser.exp("POST", "/identification", json!({})).await,
    );
    let id = browser.password("bob", PASSWORD).await.verification_id();
    let answer = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    script.note("a password", &answer);
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn codes_by_email() {
    let mut data = data();
    data.connectors.insert("mail", mail());
    data.sign_in_experience.sign_in.methods.push(
        crate::logto::model::sign_in_experience::SignInMethod {
            identifier: crate::logto::model::sign_in_experience::IdentifierType::Email,
            password: true,
            verification_code: true,
            is_password_primary: true,
        },
    );
    let mut browser = Browser::new(data);
    browser.begin("SignIn").await;
    let mut script = Script::default();
    let to = |address: &str| json!({"type": "email", "value": address});
    let bob = to("bob@mail.example");
    let by_phone = json!({"identifier": {"type": "phone", "value": "447700900123"}, "interactionEvent": "SignIn"});
    let answer = browser
        .exp("POST", "/verification/verification-code", by_phone)
        .await;
    script.note("no SMS connector", &answer);
    let body = json!({"identifier": bob, "interactionEvent": "SignIn"});
    let sent = browser
        .exp("POST", "/verification/verification-code", body)
        .await;
    script.note("sent", &sent);
    let id = sent.verification_id();
    let verify = |who: &Value, id: &str, code: &str| json!({"identifier": who, "verificationId": id, "code": code});
    let path = "/verification/verification-code/verify";
    let code = code_in(&browser, "bob@mail.example");
    for (what, body) in [
        ("wrong", verify(&bob, &id, "nodigits")),
        ("another id", verify(&bob, "no-such-thing-000000", &code)),
        (
            "another address",
            verify(&to("eve@mail.example"), &id, &code),
        ),
    ] {
        script.note(what, &browser.exp("POST", path, body).await);
    }
    let unproved = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    script.note("not proved yet", &unproved);
    script.note(
        "right",
        &browser.exp("POST", path, verify(&bob, &id, &code)).await,
    );
    script.note(
        "right again",
        &browser.exp("POST", path, verify(&bob, &id, &code)).await,
    );
    script.note(
        "interaction",
        &browser.exp("GET", "/interaction", Value::Null).await,
    );
    let identified = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    script.note("identification", &identified);
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn ten_wrong_codes() {
    let mut data = data();
    data.connectors.insert("mail", mail());
    let mut browser = Browser::new(data);
    browser.begin("SignIn").await;
    let who = json!({"type": "email", "value": "many@mail.example"});
    let body = json!({"identifier": who, "interactionEvent": "SignIn"});
    let id = browser
        .exp("POST", "/verification/verification-code", body)
        .await
        .verification_id();
    let body = json!({"identifier": who, "verificationId": id, "code": "nodigits"});
    for n in 1..=11 {
        let answer = browser
            .exp(
                "POST",
                "/verification/verification-code/verify",
                body.clone(),
            )
            .await;
        let expected = if n > 10 {
            "exceed_max_try"
        } else {
            "code_mismatch"
        };
        assert_eq!(
            answer.json()["code"],
            format!("verification_code.{expected}"),
            "{n}"
        );
    }
}

#[tokio::test]
async fn a_forgotten_password() {
    let mut data = data();
    data.connectors.insert("mail", mail());
    data.sign_in_experience.forgot_password_methods = json!(["EmailVerificationCode"]);
    let mut browser = Browser::new(data);
    browser.begin("ForgotPassword").await;
    let mut script = Script::default();
    let new = |password: &str| json!({"password": password});
    script.note(
        "too early",
        &browser
            .exp("PUT", "/profile/password", new("Fresh!Start99"))
            .await,
    );
    let id = browser.password("bob", PASSWORD).await.verification_id();
    let answer = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    script.note("by password", &answer);
    let who = json!({"type": "email", "value": "bob@mail.example"});
    let body = json!({"identifier": who, "interactionEvent": "ForgotPassword"});
    let id = browser
        .exp("POST", "/verification/verification-code", body)
        .await
        .verification_id();
    let code = code_in(&browser, "bob@mail.example");
    let body = json!({"identifier": who, "verificationId": id, "code": code});
    let _ = browser
        .exp("POST", "/verification/verification-code/verify", body)
        .await;
    let answer = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    script.note("by code", &answer);
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);
    script.note(
        "the same",
        &browser.exp("PUT", "/profile/password", new(PASSWORD)).await,
    );
    script.note(
        "a new one",
        &browser
            .exp("PUT", "/profile/password", new("Fresh!Start99"))
            .await,
    );
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);
    script.note(
        "it is over",
        &browser.exp("POST", "/submit", Value::Null).await,
    );
    insta::assert_snapshot!(script.text());
    browser.begin("SignIn").await;
    assert_eq!(browser.password("bob", "Fresh!Start99").await.status, 200);
}

#[tokio::test]
async fn one_time_tokens() {
    let mut data = data();
    let tokens = data.others.entry("one-time-tokens").or_default();
    for (id, token, email, until) in [
        ("1", "for-bob", "bob@mail.example", 600),
        ("2", "too-late", "bob@mail.example", 0),
        ("3", "for-eve", "eve@mail.example", 600),
    ] {
        let until = NOW.plus_seconds(until);
        let entity = json!({"token": token, "email": email, "context": {}, "status": "active", "expiresAt": until});
        tokens.insert(id, entity);
    }
    let mut browser = Browser::new(data);
    browser.begin("SignIn").await;
    let mut script = Script::default();
    let verify = |email: &str, token: &str| json!({"identifier": {"type": "email", "value": email}, "token": token});
    let path = "/verification/one-time-token/verify";
    for (email, token) in [
        ("bob@mail.example", "no-such-token"),
        ("eve@mail.example", "for-bob"),
        ("bob@mail.example", "too-late"),
        ("bob@mail.example", "for-bob"),
        ("bob@mail.example", "for-bob"),
        ("eve@mail.example", "for-eve"),
    ] {
        let answer = browser.exp("POST", path, verify(email, token)).await;
        script.note(&format!("{email} {token}"), &answer);
        if answer.status == 200 {
            let body = json!({"verificationId": answer.verification_id()});
            script.note(
                "identification",
                &browser.exp("POST", "/identification", body).await,
            );
        }
    }
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn what_an_identified_user_may_tell() {
    let mut browser = Browser::new(data());
    browser.begin("SignIn").await;
    let mut script = Script::default();
    let username = json!({"type": "username", "value": "other"});
    script.note(
        "nobody is identified",
        &browser.exp("POST", "/profile", username.clone()).await,
    );
    let id = browser.password("bob", PASSWORD).await.verification_id();
    let _ = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    for body in [
        username,
        json!({"type": "password", "value": "Fresh!Start99"}),
        json!({"type": "extraProfile", "values": {"name": "Robert", "tea": "Earl Grey"}}),
        json!({"type": "email", "verificationId": "no-such-thing-000000"}),
    ] {
        script.note(
            &body.to_string(),
            &browser.exp("POST", "/profile", body.clone()).await,
        );
    }
    let body = json!({"password": "Fresh!Start99"});
    script.note(
        "no reset here",
        &browser.exp("PUT", "/profile/password", body).await,
    );
    insta::assert_snapshot!(script.text());
    let _ = browser.exp("POST", "/submit", Value::Null).await;
    let state = browser.app.state();
    let bob = state.data.users.get("bob-id").unwrap();
    assert_eq!(bob.name.as_deref(), Some("Robert"));
    assert_eq!(bob.custom_data["tea"], "Earl Grey");
}
