//! Consent over the API.

use serde_json::{Value, json};

use super::browser::{Browser, PASSWORD, Script, application, data};

#[tokio::test]
async fn a_third_party_application_asks() {
    let mut data = data();
    let mut third = application("third", true);
    third.user_consent.user_scopes = vec!["profile".into(), "email".into()];
    data.applications.insert("third", third);
    let mut browser = Browser::new(data);
    let mut script = Script::default();
    let _ = browser.authorize("third", "openid profile email").await;
    let path = "/api/interaction/consent";
    script.note(
        "nobody is signed in",
        &browser.send("GET", path, None).await,
    );
    let _ = browser
        .exp("PUT", "", json!({"interactionEvent": "SignIn"}))
        .await;
    let id = browser.password("bob", PASSWORD).await.verification_id();
    let _ = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    let submitted = browser.exp("POST", "/submit", Value::Null).await;
    let url = submitted.json()["redirectTo"].as_str().unwrap().to_owned();
    assert_eq!(browser.follow(&url).await, "/consent?app_id=third");
    script.note("what is asked", &browser.send("GET", path, None).await);
    let malformed = browser
        .send("POST", path, Some(json!({"organizationIds": "acme"})))
        .await;
    script.note("malformed", &malformed);
    let given = browser
        .send("POST", path, Some(json!({"organizationIds": ["acme"]})))
        .await;
    script.note("given", &given);
    script.note(
        "given again",
        &browser.send("POST", path, Some(json!({}))).await,
    );
    let url = given.json()["redirectTo"].as_str().unwrap().to_owned();
    assert!(
        browser
            .follow(&url)
            .await
            .starts_with("https://app.example/callback?code=")
    );
    script.note(
        "it is over",
        &browser.send("POST", path, Some(json!({}))).await,
    );
    insta::assert_snapshot!(script.text());
    let state = browser.app.state();
    let third = state.data.applications.get("third").unwrap();
    assert_eq!(
        third.user_consent.organizations,
        [("bob-id".to_owned(), "acme".to_owned())]
    );
}
