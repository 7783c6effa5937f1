//! `/sign-in` where the password stands beside the user name.

use http::Method;

use super::{
    browser::Browser,
    world::{APP_CALLBACK, app, with_mail},
};

const PLAIN: [&str; 9] = [
    "Sign in to your account",
    "Username",
    "Password",
    "Sign in",
    "No account yet?",
    "Create account",
    "or",
    "Continue with Hugging Face",
    "Powered by",
];

/// The page's text with some pieces put in.
fn with(at: usize, pieces: &[&str]) -> Vec<String> {
    let mut text: Vec<String> = PLAIN.map(str::to_owned).to_vec();
    for (n, piece) in pieces.iter().enumerate() {
        text.insert(at + n, (*piece).to_owned());
    }
    text
}

#[tokio::test]
async fn what_the_page_says_and_asks() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    assert_eq!(page.url, "/sign-in?app_id=bookstore");
    assert_eq!(page.title(), "Sign in to your account");
    assert_eq!(page.text(), PLAIN);
    assert_eq!(
        page.fields(),
        ["text:identifier Username", "password:password Password"]
    );
    assert!(page.has("#app"));
    assert!(page.has("button[name=submit][type=submit]"));
    assert!(
        page.has("input[autocomplete=username]") && page.has("[autocomplete=current-password]")
    );
    assert!(page.has("img[alt='app logo']") && page.has("img[alt=huggingface]"));
    assert_eq!(page.href("Create account"), "/register?app_id=bookstore");
    assert!(page.has(".logto_page-container .logto_main-content .logto_branding-header"));
    assert!(page.has("a.logto_signature[aria-label='Powered By Logto']"));
    assert!(!page.has("[required]"));
}

#[tokio::test]
async fn the_right_password_leads_back_to_the_application() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    let fields = [("identifier", "alice"), ("password", "wonderland-42")];
    let page = browser.click(&page, "Sign in", &fields).await;
    assert!(page.url.starts_with(&format!("{APP_CALLBACK}?code=")));
    assert!(page.url.contains("&state=st4te&iss="));
}

#[tokio::test]
async fn nothing_typed() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    let page = browser.click(&page, "Sign in", &[]).await;
    assert_eq!(page.url, "/sign-in?app_id=bookstore");
    assert_eq!(
        page.alerts(),
        ["username is required", "Password is required"]
    );
    let mut expected = with(2, &["username is required"]);
    expected.insert(4, "Password is required".into());
    assert_eq!(page.text(), expected);
}

#[tokio::test]
async fn wrong_passwords_and_unknown_users_look_the_same() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    for name in ["alice", "nobody"] {
        let fields = [("identifier", name), ("password", "wrong")];
        let page = browser.click(&page, "Sign in", &fields).await;
        let wrong = "Incorrect account or password. Please check your input.";
        assert_eq!(page.text(), with(3, &[wrong]));
        assert_eq!(page.alerts(), [wrong]);
        assert_eq!(page.value("identifier"), name);
    }
    let page = browser.click(
        &page,
        "Sign in",
        &[("identifier", "1 x"), ("password", "p")],
    );
    assert_eq!(page.await.alerts(), ["The username is invalid"]);
}

#[tokio::test]
async fn what_was_typed_is_known_on_the_other_page() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    let fields = [("identifier", "alice"), ("password", "wrong")];
    let page = browser.click(&page, "Sign in", &fields).await;
    let page = browser.click(&page, "Create account", &[]).await;
    assert_eq!(page.value("identifier"), "alice");
    let page = browser.authorize("bookstore", "&login_hint=bob").await;
    assert_eq!(page.value("identifier"), "bob");
}

#[tokio::test]
async fn a_suspended_user_and_a_lockout() {
    let mut browser = Browser::new(app(|data| {
        data.users
            .update("alice-id", |user| user.is_suspended = true);
        data.sign_in_experience.sentinel_policy = serde_json::json!({"maxAttempts": 2});
        data.sign_in_experience.support_email = Some("help@op.example".into());
    }));
    let page = browser.authorize("bookstore", "").await;
    let right = [("identifier", "alice"), ("password", "wonderland-42")];
    let suspended = browser.click(&page, "Sign in", &right).await;
    assert_eq!(suspended.url, "/account-suspended?app_id=bookstore");
    assert_eq!(
        suspended.text(),
        [
            "Back",
            "Account suspended",
            "This account has been suspended. Please contact the administrator for assistance.",
            "Support email:",
            "help@op.example",
            "Back to sign in",
            "Powered by",
        ]
    );
    let wrong = [("identifier", "someone"), ("password", "wrong")];
    for _ in 0..2 {
        let _ = browser.click(&page, "Sign in", &wrong).await;
    }
    let page = browser.click(&page, "Sign in", &wrong).await;
    let toast = page.toast().unwrap();
    assert!(
        toast.starts_with("Too many attempts in a short time."),
        "{toast}"
    );
}

#[tokio::test]
async fn the_way_back_for_those_who_forgot() {
    let mut browser = Browser::new(app(with_mail));
    let page = browser.authorize("bookstore", "").await;
    assert_eq!(page.text(), with(3, &["Forgot your password?"]));
    let href = "/forgot-password?app_id=bookstore";
    assert_eq!(page.href("Forgot your password?"), href);
}

#[tokio::test]
async fn german() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "&ui_locales=de").await;
    assert_eq!(page.title(), "Melde dich in deinem Konto an");
    assert!(page.has("html[lang=de][dir=ltr]"));
    assert_eq!(page.headers["content-language"], "de");
    assert_eq!(
        page.text(),
        [
            "Melde dich in deinem Konto an",
            "Benutzername",
            "Passwort",
            "Anmelden",
            "Noch kein Konto?",
            "Konto erstellen",
            "oder",
            "Mit Hugging Face anmelden",
            "Powered by",
        ]
    );
    browser.clear_cookies();
    browser.headers.push(("accept-language", "de-AT,en;q=0.5"));
    assert!(
        browser
            .authorize("bookstore", "")
            .await
            .has("html[lang=de]")
    );
}

#[tokio::test]
async fn modes() {
    use mock_idp::logto::model::sign_in_experience::SignInMode;
    for (mode, opened, lands) in [
        (SignInMode::SignIn, "/register", "/sign-in"),
        (SignInMode::Register, "/sign-in", "/register"),
    ] {
        let mut browser = Browser::new(app(|data| data.sign_in_experience.sign_in_mode = mode));
        let page = browser.authorize("bookstore", "").await;
        assert!(!page.has("a[href^='/register'], a[href^='/sign-in']"));
        let address = format!("{opened}?app_id=bookstore");
        let page = browser.open(&address).await;
        assert_eq!(page.url, format!("{lands}?app_id=bookstore"));
    }
}

#[tokio::test]
async fn a_form_without_an_interaction_says_so() {
    let mut browser = Browser::new(app(|_| {}));
    let form = "identifier=alice&password=wonderland-42".to_owned();
    let page = browser.fetch(Method::POST, "/sign-in", Some(form)).await;
    let gone = "Session not found. Please go back and sign in again.";
    assert_eq!(page.toast().as_deref(), Some(gone));
}

#[tokio::test]
async fn only_other_providers() {
    let mut browser = Browser::new(app(|data| {
        data.sign_in_experience.sign_in.methods.clear();
        super::world::with_social_accounts_only(data);
    }));
    let page = browser.authorize("bookstore", "").await;
    assert_eq!(
        page.text(),
        [
            "Sign in to your account",
            "Continue with Hugging Face",
            "Powered by"
        ]
    );
    assert!(page.fields().is_empty());
}
