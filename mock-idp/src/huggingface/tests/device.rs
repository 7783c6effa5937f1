use serde_json::Value;

use super::kit::Site;

const PAGE: &str = "/oauth/device?user_code=";

async fn start(site: &mut Site) -> (String, String) {
    let answer = site
        .post(
            "/oauth/device",
            &[("client_id", "cli"), ("scope", "profile")],
        )
        .await;
    let body = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&body["device_code"]), text(&body["user_code"]))
}

async fn poll(site: &mut Site, code: &str) -> String {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", code),
        ("client_id", "cli"),
    ];
    let answer = site.post("/oauth/token", &form).await;
    let body = answer.json();
    body["error"]
        .as_str()
        .map_or_else(|| format!("scope {}", body["scope"]), str::to_owned)
}

#[tokio::test]
async fn a_device_waits_for_its_user() {
    let mut site = Site::signed_in("alice-hf").await;
    let answer = site.post("/oauth/device", &[("client_id", "cli")]).await;
    insta::assert_snapshot!(answer.short(), @r#"200 {"device_code":"OXfgeeTB0IZieZxAFaCM5xU0l9Hw52GUCkAeWcCQQyt","user_code":"LXRB-WWSH","verification_uri":"http://localhost:3003/oauth/device","expires_in":300}"#);

    let (device, user) = start(&mut site).await;
    assert_eq!(poll(&mut site, &device).await, "authorization_pending");
    assert_eq!(poll(&mut site, &device).await, "slow_down");
    let page = site.get(&format!("{PAGE}{}", user.to_lowercase())).await;
    insta::assert_snapshot!(page.page());
    let decision = format!("/oauth/device/decision?user_code={user}");
    let done = site.post(&decision, &[("decision", "authorize")]).await;
    assert!(done.page().contains("Your device is connected"));
    assert_eq!(poll(&mut site, &device).await, "scope \"profile\"");
    assert_eq!(poll(&mut site, &device).await, "invalid_grant");
}

#[tokio::test]
async fn refused_and_expired() {
    let mut site = Site::signed_in("alice-hf").await;
    let (device, user) = start(&mut site).await;
    let decision = format!("/oauth/device/decision?user_code={user}");
    let _ = site.post(&decision, &[("decision", "cancel")]).await;
    assert_eq!(poll(&mut site, &device).await, "access_denied");

    let (device, user) = start(&mut site).await;
    site.clock.advance(std::time::Duration::from_mins(5));
    assert_eq!(poll(&mut site, &device).await, "expired_token");
    assert_eq!(site.get(&format!("{PAGE}{user}")).await.status, 400);
}

#[tokio::test]
async fn an_app_with_a_secret_must_use_it() {
    let mut site = Site::new();
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", "x"),
        ("client_id", "web"),
    ];
    insta::assert_snapshot!(site.post("/oauth/token", &form).await.short(), @r#"401 {"error":"invalid_client","error_description":"if you want to use the device code flow without client secret authentication, delete the secret from the oauth app to make it public"}"#);
}
