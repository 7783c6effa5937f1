//! Where some method asks for a code: the identifier first, the password or the code on the next page.

use std::time::Duration;

use super::{
    browser::Browser,
    world::{APP_CALLBACK, app, with_mail, with_methods},
};

/// E-mail with a code or a password, user name with a password.
fn both(code_first: bool) -> Browser {
    Browser::new(app(|data| {
        with_mail(data);
        with_methods(
            data,
            &[("email", true, !code_first), ("username", false, true)],
        );
    }))
}

#[tokio::test]
async fn one_field_for_two_kinds() {
    let mut browser = both(true);
    let page = browser.authorize("bookstore", "").await;
    assert_eq!(page.fields(), ["text:identifier Email / Username"]);
    assert!(page.has("input[autocomplete='email username']"));
    assert_eq!(
        page.text(),
        [
            "Sign in to your account",
            "Email / Username",
            "Sign in",
            "No account yet?",
            "Create account",
            "or",
            "Continue with Hugging Face",
            "Powered by",
        ]
    );
    let page = browser.click(&page, "Sign in", &[]).await;
    assert_eq!(page.alerts(), ["email or username is required"]);
}

#[tokio::test]
async fn a_user_name_leads_to_the_password() {
    let mut browser = both(true);
    let page = browser.authorize("bookstore", "").await;
    let page = browser
        .click(&page, "Sign in", &[("identifier", "alice")])
        .await;
    assert_eq!(page.url, "/sign-in/password?app_id=bookstore");
    assert_eq!(page.title(), "Enter password");
    assert_eq!(
        page.text(),
        [
            "Back",
            "Enter password",
            "Sign in with the password to username alice",
            "Password",
            "Forgot your password?",
            "Continue",
            "Powered by",
        ]
    );
    for (password, alert) in [
        ("", "Password is required"),
        (
            "no",
            "Incorrect account or password. Please check your input.",
        ),
    ] {
        let page = browser
            .click(&page, "Continue", &[("password", password)])
            .await;
        assert_eq!(page.alerts(), [alert]);
    }
    let page = browser.click(&page, "Continue", &[("password", "wonderland-42")]);
    assert!(page.await.url.starts_with(APP_CALLBACK));
}

#[tokio::test]
async fn an_address_leads_to_the_code() {
    let mut browser = both(true);
    let page = browser.authorize("bookstore", "").await;
    let address = [("identifier", "alice@example.com")];
    let page = browser.click(&page, "Sign in", &address).await;
    assert_eq!(page.url, "/sign-in/verification-code?app_id=bookstore");
    assert_eq!(page.title(), "Verify your email");
    assert_eq!(
        page.text(),
        [
            "Back",
            "Verify your email",
            "The verification code has been sent to your email alice@example.com",
            "Not received yet? Resend after",
            "59",
            "seconds",
            "Sign in with password",
            "Continue",
            "Powered by",
        ]
    );
    let fields: Vec<String> = (0..6).map(|at| format!("number:passcode_{at}")).collect();
    assert_eq!(page.fields(), fields);
    let code = last_code(&browser);
    let digits: Vec<(String, String)> = code
        .chars()
        .enumerate()
        .map(|(at, digit)| (format!("passcode_{at}"), digit.to_string()))
        .collect();
    let digits: Vec<(&str, &str)> = digits.iter().map(|(a, b)| (&**a, &**b)).collect();
    let page = browser.click(&page, "Continue", &digits).await;
    assert!(page.url.starts_with(APP_CALLBACK), "{}", page.url);
}

#[tokio::test]
async fn codes_that_are_not_right_and_a_new_one() {
    let mut browser = both(true);
    let page = browser.authorize("bookstore", "").await;
    let address = [("identifier", "alice@example.com")];
    let page = browser.click(&page, "Sign in", &address).await;
    for (code, alert) in [
        ("", "The verification code is invalid."),
        ("12345", "The verification code is invalid."),
        ("abcdef", "Invalid verification code."),
    ] {
        let page = browser
            .click(&page, "Continue", &[("passcode_0", code)])
            .await;
        assert_eq!(page.alerts(), [alert]);
    }
    browser.app.clock().advance(Duration::from_mins(1));
    let page = browser.open(&page.url).await;
    assert!(page.text().contains(&"Resend verification code".to_owned()));
    let page = browser.click(&page, "Resend verification code", &[]).await;
    let said = "The verification code has been resent";
    assert_eq!(page.toast().as_deref(), Some(said));
    assert!(page.text().contains(&"59".to_owned()));
    let code = last_code(&browser);
    let page = browser
        .click(&page, "Continue", &[("passcode_0", &code)])
        .await;
    assert!(page.url.starts_with(APP_CALLBACK));
}

#[tokio::test]
async fn an_unknown_address_is_asked_whether_to_register() {
    let mut browser = Browser::new(app(|data| {
        with_mail(data);
        with_methods(data, &[("email", true, false)]);
        data.sign_in_experience.sign_up =
            serde_json::json!({"identifiers": ["email"], "password": false, "verify": true});
    }));
    let page = browser.authorize("bookstore", "").await;
    let address = [("identifier", "new@example.com")];
    let page = browser.click(&page, "Sign in", &address).await;
    let code = last_code(&browser);
    let page = browser
        .click(&page, "Continue", &[("passcode_0", &code)])
        .await;
    let question = "No account found for new@example.com. Create a new one?";
    assert_eq!(page.dialog(), ["Reminder", question, "Cancel", "Continue"]);
    let url = page.url.clone();
    let form = Some("action=switch".to_owned());
    let page = browser.fetch(http::Method::POST, &url, form).await;
    assert!(page.location().unwrap().contains("/oidc/auth/"));
    assert!(
        browser
            .app
            .state()
            .data
            .user_by_email("new@example.com")
            .is_some()
    );
}

#[tokio::test]
async fn password_first_and_the_way_to_the_code() {
    let mut browser = both(false);
    let page = browser.authorize("bookstore", "").await;
    let address = [("identifier", "alice@example.com")];
    let page = browser.click(&page, "Sign in", &address).await;
    assert_eq!(page.url, "/sign-in/password?app_id=bookstore");
    let page = browser
        .click(&page, "Sign in with verification code", &[])
        .await;
    assert_eq!(page.url, "/sign-in/verification-code?app_id=bookstore");
    let page = browser.click(&page, "Sign in with password", &[]).await;
    assert_eq!(page.url, "/sign-in/password?app_id=bookstore");
}

#[tokio::test]
async fn one_form_for_the_kinds_that_the_request_names() {
    let mut browser = both(true);
    let screen = "&first_screen=identifier:sign_in&identifier=username";
    let page = browser.authorize("bookstore", screen).await;
    assert_eq!(
        page.url,
        "/identifier-sign-in?app_id=bookstore&identifier=username"
    );
    assert_eq!(page.fields(), ["text:identifier Username"]);
    assert!(!page.text().contains(&"or".to_owned()));
    let page = browser
        .click(&page, "Sign in", &[("identifier", "alice")])
        .await;
    assert_eq!(page.url, "/sign-in/password?app_id=bookstore");
    let screen = "&first_screen=identifier:sign_in&identifier=phone";
    let page = browser.authorize("bookstore", screen).await;
    assert_eq!(page.url, "/sign-in?app_id=bookstore");
    let page = browser
        .authorize("bookstore", "&first_screen=identifier:register")
        .await;
    assert_eq!(page.url, "/identifier-register?app_id=bookstore");
    assert_eq!(page.fields(), ["text:identifier Username"]);
}

fn last_code(browser: &Browser) -> String {
    let state = browser.app.state();
    let message = state.inbox.messages().last().unwrap();
    message.code.clone().unwrap()
}
