//! `/forgot-password`, the code, `/forgot-password/reset`.

use super::{
    browser::Browser,
    world::{APP_CALLBACK, app, with_mail},
};

#[tokio::test]
async fn a_new_password() {
    let mut browser = Browser::new(app(with_mail));
    let page = browser.authorize("bookstore", "").await;
    let page = browser.click(&page, "Forgot your password?", &[]).await;
    assert_eq!(page.title(), "Reset password");
    assert_eq!(
        page.text(),
        [
            "Back",
            "Reset password",
            "Enter the email associated with your account, and we’ll send you the verification code \
             to reset your password.",
            "Email",
            "Continue",
            "Powered by",
        ]
    );
    assert_eq!(page.fields(), ["email:identifier Email"]);
    let wrong = browser
        .click(&page, "Continue", &[("identifier", "alice")])
        .await;
    assert_eq!(wrong.alerts(), ["The email is invalid"]);

    let address = [("identifier", "alice@example.com")];
    let page = browser.click(&page, "Continue", &address).await;
    assert_eq!(
        page.url,
        "/forgot-password/verification-code?app_id=bookstore"
    );
    assert!(!page.text().contains(&"Sign in with password".to_owned()));
    let wrong = browser
        .click(&page, "Continue", &[("passcode_0", "xxxxxx")])
        .await;
    assert_eq!(wrong.alerts(), ["Invalid verification code."]);

    let code = {
        let state = browser.app.state();
        state.inbox.messages().last().unwrap().code.clone().unwrap()
    };
    let page = browser
        .click(&page, "Continue", &[("passcode_0", &code)])
        .await;
    assert_eq!(page.url, "/forgot-password/reset?app_id=bookstore");
    assert_eq!(page.title(), "New password");
    assert_eq!(
        page.text(),
        [
            "Back",
            "New password",
            "Password requires a minimum of 8 characters.",
            "Password",
            "Save password",
            "Powered by",
        ]
    );
    let page = browser.click(&page, "Save password", &[("newPassword", "Tea-at-Five-7")]);
    let page = page.await;
    assert_eq!(page.url, "/sign-in?app_id=bookstore");
    assert_eq!(page.toast().as_deref(), Some("Password changed"));
    // A toast is shown once.
    assert_eq!(browser.open(&page.url).await.toast(), None);
    let fields = [("identifier", "alice"), ("password", "Tea-at-Five-7")];
    let page = browser.click(&page, "Sign in", &fields).await;
    assert!(page.url.starts_with(APP_CALLBACK));
}

#[tokio::test]
async fn an_unknown_address_gets_no_mail_and_no_other_answer() {
    let mut browser = Browser::new(app(with_mail));
    let _ = browser.authorize("bookstore", "").await;
    let page = browser.open("/forgot-password?app_id=bookstore").await;
    let address = [("identifier", "nobody@example.com")];
    let page = browser.click(&page, "Continue", &address).await;
    assert_eq!(
        page.url,
        "/forgot-password/verification-code?app_id=bookstore"
    );
    assert_eq!(browser.app.state().inbox.messages().len(), 0);
}

#[tokio::test]
async fn no_way_back_without_a_connector() {
    let mut browser = Browser::new(app(|_| {}));
    let _ = browser.authorize("bookstore", "").await;
    let page = browser.open("/forgot-password?app_id=bookstore").await;
    assert_eq!(page.title(), "404 Not Found");
}
