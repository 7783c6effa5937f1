//! `/register` and `/register/password`.

use super::{
    browser::{Browser, Page},
    world::{APP_CALLBACK, app, with_mail},
};

const PLAIN: [&str; 8] = [
    "Create your account",
    "Username",
    "Create account",
    "Already have an account?",
    "Sign in",
    "or",
    "Continue with Hugging Face",
    "Powered by",
];

async fn begun(browser: &mut Browser) -> Page {
    browser
        .authorize("bookstore", "&first_screen=register")
        .await
}

#[tokio::test]
async fn what_the_page_says_and_asks() {
    let mut browser = Browser::new(app(|_| {}));
    let page = begun(&mut browser).await;
    assert_eq!(page.url, "/register?app_id=bookstore");
    assert_eq!(page.title(), "Create your account");
    assert_eq!(page.text(), PLAIN);
    assert_eq!(page.fields(), ["text:identifier Username"]);
    assert!(page.has("input[name=identifier][autocomplete=off]"));
    assert_eq!(page.href("Sign in"), "/sign-in?app_id=bookstore");
}

#[tokio::test]
async fn user_names_that_will_not_do() {
    let mut browser = Browser::new(app(|_| {}));
    let page = begun(&mut browser).await;
    for (name, alert) in [
        ("", "username is required"),
        ("1bad", "Username should not start with a number"),
        (
            "b-ad",
            "Username should only contain letters, numbers, or underscores.",
        ),
        ("alice", "This username is already in use."),
    ] {
        let page = browser.click(&page, "Create account", &[("identifier", name)]);
        let page = page.await;
        assert_eq!(page.url, "/register?app_id=bookstore");
        let mut expected = PLAIN.map(str::to_owned).to_vec();
        expected.insert(2, alert.to_owned());
        assert_eq!(page.text(), expected);
        assert_eq!(
            (page.alerts(), page.value("identifier")),
            (vec![alert.to_owned()], name.to_owned())
        );
    }
}

#[tokio::test]
async fn a_new_account() {
    let mut browser = Browser::new(app(|_| {}));
    let page = begun(&mut browser).await;
    let page = browser.click(&page, "Create account", &[("identifier", "fresh")]);
    let page = page.await;
    assert_eq!(page.url, "/register/password?app_id=bookstore");
    assert_eq!(page.title(), "New password");
    assert_eq!(
        page.text(),
        [
            "Back",
            "New password",
            "Password requires a minimum of 8 characters.",
            "Password",
            "Confirm password",
            "Show password",
            "Save password",
            "Powered by",
        ]
    );
    assert_eq!(
        page.fields(),
        [
            "password:newPassword Password",
            "password:confirmPassword Confirm password",
            "checkbox:toggle-password",
        ]
    );
    for (first, second, alert) in [
        ("", "", "Password is required"),
        ("abc", "abd", "Your passwords don’t match."),
        ("abc", "abc", "Minimum length is 8."),
        (
            "fresh111",
            "fresh111",
            "Avoid overusing your personal information and repeated characters.",
        ),
    ] {
        let fields = [("newPassword", first), ("confirmPassword", second)];
        let page = browser.click(&page, "Save password", &fields).await;
        assert_eq!(page.url, "/register/password?app_id=bookstore");
        assert_eq!(page.alerts(), [alert]);
    }
    let good = "Tea-at-Five-7";
    let fields = [("newPassword", good), ("confirmPassword", good)];
    let page = browser.click(&page, "Save password", &fields).await;
    assert!(page.url.starts_with(APP_CALLBACK), "{}", page.url);
    let state = browser.app.state();
    assert!(state.data.user_by_username("fresh").is_some());
}

#[tokio::test]
async fn one_field_is_enough_where_passwords_can_be_reset() {
    let mut browser = Browser::new(app(with_mail));
    let page = begun(&mut browser).await;
    let page = browser.click(&page, "Create account", &[("identifier", "fresh")]);
    let page = page.await;
    assert_eq!(page.fields(), ["password:newPassword Password"]);
    let page = browser.click(&page, "Save password", &[("newPassword", "Tea-at-Five-7")]);
    assert!(page.await.url.starts_with(APP_CALLBACK));
}

#[tokio::test]
async fn by_mail_the_code_comes_first_and_what_is_missing_next() {
    let mut browser = Browser::new(app(|data| {
        with_mail(data);
        super::world::with_methods(data, &[("email", true, true)]);
        data.sign_in_experience.sign_up =
            serde_json::json!({"identifiers": ["email"], "password": true, "verify": true});
    }));
    let page = begun(&mut browser).await;
    assert_eq!(page.fields(), ["email:identifier Email"]);
    let address = "fresh@example.com";
    let page = browser.click(&page, "Create account", &[("identifier", address)]);
    let page = page.await;
    assert_eq!(page.url, "/register/verification-code?app_id=bookstore");
    let code = last_code(&browser);
    let page = browser
        .click(&page, "Continue", &[("passcode_0", &code)])
        .await;
    assert_eq!(page.url, "/continue/password?app_id=bookstore");
    assert_eq!(page.title(), "Set password");
    let page = browser.click(&page, "Save password", &[("newPassword", "Tea-at-Five-7")]);
    assert!(page.await.url.starts_with(APP_CALLBACK));
}

#[tokio::test]
async fn a_known_address_is_asked_whether_to_sign_in() {
    let mut browser = Browser::new(app(|data| {
        with_mail(data);
        super::world::with_methods(data, &[("email", true, true)]);
        data.sign_in_experience.sign_up =
            serde_json::json!({"identifiers": ["email"], "password": false, "verify": true});
    }));
    let page = begun(&mut browser).await;
    let address = [("identifier", "alice@example.com")];
    let page = browser.click(&page, "Create account", &address).await;
    let code = last_code(&browser);
    let page = browser
        .click(&page, "Continue", &[("passcode_0", &code)])
        .await;
    assert_eq!(
        page.dialog(),
        [
            "Reminder",
            "An account with alice@example.com already exists. Continue to sign in.",
            "Cancel",
            "Continue",
        ]
    );
    let form = Some("action=switch".to_owned());
    let page = browser.fetch(http::Method::POST, &page.url, form).await;
    assert!(page.location().unwrap().contains("/oidc/auth/"));
}

fn last_code(browser: &Browser) -> String {
    let state = browser.app.state();
    let message = state.inbox.messages().last().unwrap();
    message.code.clone().unwrap()
}
