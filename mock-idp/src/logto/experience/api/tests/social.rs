//! Coming back from another provider.

use serde_json::{Value, json};

use super::browser::{Browser, NOW, Script, data};
use crate::logto::model::{Connector, Data};

fn with_connectors() -> Data {
    let mut data = data();
    for (id, factory) in [
        ("social", "mock-social-connector"),
        ("mail", "mock-email-service"),
    ] {
        let connector = Connector {
            id: id.into(),
            connector_id: factory.into(),
            config: serde_json::Map::new(),
            metadata: serde_json::Map::new(),
            sync_profile: false,
            enable_token_storage: false,
            created_at: NOW,
        };
        data.connectors.insert(id, connector);
    }
    data
}

const START: &str = "/verification/social/social/authorization-uri";
const VERIFY: &str = "/verification/social/social/verify";

fn start() -> Value {
    json!({"state": "s", "redirectUri": "http://op.example:3001/callback/social"})
}

#[tokio::test]
async fn there_and_back() {
    let mut browser = Browser::new(with_connectors());
    let mut script = Script::default();
    browser.begin("SignIn").await;
    let sent = browser.exp("POST", START, start()).await;
    script.note("POST authorization-uri", &sent);
    let id = sent.verification_id();
    let identify = json!({"verificationId": id});
    let early = browser
        .exp("POST", "/identification", identify.clone())
        .await;
    script.note("POST /identification", &early);
    let back = json!({
        "verificationId": id,
        "connectorData": {"code": "c", "state": "another", "userId": "u1", "name": "Uma", "email": "uma@mail.example"},
    });
    let returned = browser.exp("POST", VERIFY, back.clone()).await;
    script.note("POST verify", &returned);
    let cookie = returned.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("_logto_google_one_tap_credential=; path=/; expires="));
    script.note("POST verify", &browser.exp("POST", VERIFY, back).await);
    script.note(
        "GET /interaction",
        &browser.exp("GET", "/interaction", Value::Null).await,
    );
    let unknown = browser
        .exp("POST", "/identification", identify.clone())
        .await;
    script.note("POST /identification", &unknown);
    insta::assert_snapshot!(script.text());
}

#[tokio::test]
async fn refusals() {
    let mut browser = Browser::new(with_connectors());
    let mut script = Script::default();
    script.note(
        "POST authorization-uri",
        &browser.exp("POST", START, start()).await,
    );
    browser.begin("SignIn").await;
    for (path, body) in [
        ("/verification/social/nobody/authorization-uri", start()),
        ("/verification/social/mail/authorization-uri", start()),
        (START, json!({"state": "", "redirectUri": "http://x"})),
        (START, json!({"state": "s"})),
    ] {
        let answer = browser.exp("POST", path, body.clone()).await;
        script.note(&format!("POST {path} {body}"), &answer);
    }
    let id = browser.exp("POST", START, start()).await.verification_id();
    let data = json!({"code": "c"});
    for (path, body) in [
        (
            VERIFY,
            json!({"verificationId": "no-such-thing-000000", "connectorData": data}),
        ),
        (VERIFY, json!({"connectorData": data})),
        (VERIFY, json!({"verificationId": id})),
        (
            "/verification/social/nobody/verify",
            json!({"verificationId": id, "connectorData": data}),
        ),
        (VERIFY, json!({"verificationId": id, "connectorData": {}})),
    ] {
        let answer = browser.exp("POST", path, body.clone()).await;
        script.note(&format!("POST {path}"), &answer);
    }
    insta::assert_snapshot!(script.text());
}
