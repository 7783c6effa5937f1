//! Second factors over the API.

use serde_json::{Value, json};

use super::browser::{Browser, NOW, PASSWORD, Script, data};
use crate::logto::{experience::mfa::totp, model::Data};

fn with_policy(policy: &str, factors: &[&str]) -> Data {
    let mut data = data();
    data.sign_in_experience.mfa = json!({"policy": policy, "factors": factors});
    data
}

/// Signs bob in up to the submit.
async fn identify(browser: &mut Browser) {
    browser.begin("SignIn").await;
    let id = browser.password("bob", PASSWORD).await.verification_id();
    let answer = browser
        .exp("POST", "/identification", json!({"verificationId": id}))
        .await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

fn code(secret: &str, steps: i64) -> String {
    totp::code_at(secret, NOW.plus_seconds(steps * 30)).unwrap()
}

#[tokio::test]
async fn a_suggestion_that_may_be_skipped() {
    let mut browser = Browser::new(with_policy("PromptAtSignInAndSignUp", &["Totp"]));
    identify(&mut browser).await;
    let mut script = Script::default();
    for path in [
        "/submit",
        "/profile/mfa/mfa-enabled",
        "/submit",
        "/profile/mfa/mfa-skipped",
        "/submit",
    ] {
        script.note(path, &browser.exp("POST", path, Value::Null).await);
    }
    insta::assert_snapshot!(script.text());
    let state = browser.app.state();
    let settings = &state.data.users.get("bob-id").unwrap().logto_config["mfa"];
    assert_eq!(*settings, json!({"skipped": true}));
}

#[tokio::test]
async fn binding_an_app_and_backup_codes_then_using_them() {
    let mut browser = Browser::new(with_policy("Mandatory", &["Totp", "BackupCode"]));
    let mut script = Script::default();
    let skip = "/profile/mfa/mfa-skipped";
    browser.begin("SignIn").await;
    let answer = browser
        .exp("POST", "/verification/totp/secret", Value::Null)
        .await;
    script.note("nobody is identified", &answer);
    identify(&mut browser).await;
    script.note("skip", &browser.exp("POST", skip, Value::Null).await);
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);
    let made = browser
        .exp("POST", "/verification/totp/secret", Value::Null)
        .await;
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    let picture = made.json()["secretQrCode"].as_str().unwrap().to_owned();
    assert!(picture.starts_with("data:image/png;base64,"));
    let id = made.verification_id();
    let bind = json!({"type": "Totp", "verificationId": id});
    script.note(
        "bind too early",
        &browser.exp("POST", "/profile/mfa", bind.clone()).await,
    );
    for (what, code) in [
        ("a wrong code", "abcdef".to_owned()),
        ("the right code", code(&secret, 0)),
    ] {
        let body = json!({"code": code, "verificationId": id});
        script.note(
            what,
            &browser.exp("POST", "/verification/totp/verify", body).await,
        );
    }
    script.note("bind", &browser.exp("POST", "/profile/mfa", bind).await);
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);
    let made = browser
        .exp("POST", "/verification/backup-code/generate", Value::Null)
        .await;
    let backup = made.json()["codes"][0].as_str().unwrap().to_owned();
    assert_eq!(
        (made.json()["codes"].as_array().unwrap().len(), backup.len()),
        (10, 10)
    );
    let body = json!({"type": "BackupCode", "verificationId": made.verification_id()});
    script.note(
        "bind backup codes",
        &browser.exp("POST", "/profile/mfa", body).await,
    );
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);

    identify(&mut browser).await;
    script.note(
        "submit without",
        &browser.exp("POST", "/submit", Value::Null).await,
    );
    let verify = "/verification/totp/verify";
    let again = json!({"code": code(&secret, 0)});
    script.note(
        "the code of the binding",
        &browser.exp("POST", verify, again).await,
    );
    let next = json!({"code": code(&secret, 1)});
    script.note("the next code", &browser.exp("POST", verify, next).await);
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);

    identify(&mut browser).await;
    let verify = "/verification/backup-code/verify";
    for what in ["a backup code", "the same again"] {
        let answer = browser.exp("POST", verify, json!({"code": backup})).await;
        script.note(what, &answer);
    }
    script.note("submit", &browser.exp("POST", "/submit", Value::Null).await);
    insta::assert_snapshot!(script.text());
}
