//! `/device`.

use http::Method;
use serde_json::{Value, json};

use super::{browser::Browser, world::app};

/// A tenant with a device that waits; its user code.
async fn waiting() -> (Browser, String) {
    let mut browser = Browser::new(app(|data| {
        use mock_idp::logto::model::ApplicationType;
        let mut tv = data.applications.get("bookstore").unwrap().clone();
        tv.id = "tv".into();
        tv.r#type = ApplicationType::Native;
        tv.custom_client_metadata = json!({"isDeviceFlow": true}).as_object().cloned().unwrap();
        data.applications.insert("tv", tv);
    }));
    let form = Some("client_id=tv&scope=openid".to_owned());
    let page = browser.fetch(Method::POST, "/oidc/device/auth", form).await;
    let answer: Value = serde_json::from_str(&page.html).unwrap();
    (browser, answer["user_code"].as_str().unwrap().to_owned())
}

const TEXT: [&str; 5] = [
    "Device activation",
    "Enter the code shown on your device. Make sure it matches, then continue to sign in to this \
     device.",
    "Code",
    "Continue",
    "Powered by",
];

#[tokio::test]
async fn a_typed_code_lets_the_device_in() {
    let (mut browser, code) = waiting().await;
    let page = browser.open("/device").await;
    assert_eq!(
        (page.url.as_str(), page.title().as_str()),
        ("/device", "Device activation")
    );
    assert_eq!(page.text(), TEXT);
    assert_eq!(page.fields(), ["text:device_user_code Code"]);

    let wrong = browser.click(&page, "Continue", &[]).await;
    assert_eq!(wrong.alerts(), ["Code is required."]);
    let wrong = browser
        .click(&page, "Continue", &[("device_user_code", "NOPE")])
        .await;
    assert_eq!(wrong.alerts(), ["The device code is invalid."]);
    assert_eq!(wrong.value("device_user_code"), "NOPE");

    let page = browser
        .click(&page, "Continue", &[("device_user_code", &code)])
        .await;
    assert_eq!(page.url, format!("/device?user_code={code}"));
    assert_eq!(page.value("device_user_code"), code);
    let page = browser.click(&page, "Continue", &[]).await;
    assert_eq!(page.url, "/sign-in?app_id=tv");
    let fields = [("identifier", "alice"), ("password", "wonderland-42")];
    let page = browser.click(&page, "Sign in", &fields).await;
    assert_eq!(page.url, "/device/success");
    assert_eq!(
        page.text(),
        [
            "Your device is now connected!",
            "Return your device to continue.",
            "Powered by"
        ]
    );
}

#[tokio::test]
async fn an_interrupted_request() {
    let (mut browser, _) = waiting().await;
    let _ = browser.open("/device").await;
    let page = browser.open("/device?error=AbortedError").await;
    assert_eq!(page.alerts(), ["The sign-in request was interrupted."]);
}
