//! `/consent`.

use http::{Method, StatusCode};

use super::{
    browser::{Browser, Page},
    world::{APP_CALLBACK, ORIGIN, app},
};

const RESOURCE: &str = "&resource=https%3A%2F%2Fapi.bookstore.example";

async fn asked(browser: &mut Browser) -> Page {
    let page = browser.authorize("club", RESOURCE).await;
    let fields = [("identifier", "alice"), ("password", "wonderland-42")];
    browser.click(&page, "Sign in", &fields).await
}

#[tokio::test]
async fn what_a_third_party_asks_for() {
    let mut browser = Browser::new(app(|_| {}));
    let page = asked(&mut browser).await;
    assert_eq!(page.url, "/consent?app_id=club");
    assert_eq!(page.title(), "Authorize Reading Club");
    assert_eq!(
        page.text(),
        [
            "Authorize Reading Club",
            "Alice Liddell",
            "alice@example.com",
            "Authorize the use of your personal data:",
            "User Scopes",
            "Your name, username, avatar, and other profile info",
            "Your email address",
            "Bookstore API",
            "Read your books",
            "Cancel",
            "Authorize",
            "You will be redirected to http://app.example:3000.",
            "Not you?",
            "Use another account",
            "Powered by",
        ]
    );
    assert!(page.has("details:not([open]) > summary[role=button]"));
    assert_eq!(page.href("Use another account"), "/sign-in?app_id=club");
}

#[tokio::test]
async fn agreeing_is_asked_for_once() {
    let mut browser = Browser::new(app(|_| {}));
    let page = asked(&mut browser).await;
    let address = page.url.clone();
    let page = browser
        .fetch(Method::POST, &address, Some(String::new()))
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = browser.open(&page.location().unwrap()).await;
    assert!(page.url.starts_with(&format!("{APP_CALLBACK}?code=")));
    let page = browser.authorize("club", RESOURCE).await;
    assert!(page.url.starts_with(&format!("{APP_CALLBACK}?code=")));
}

#[tokio::test]
async fn refusing_tells_the_application_nothing() {
    let mut browser = Browser::new(app(|_| {}));
    let page = asked(&mut browser).await;
    let page = browser.click(&page, "Cancel", &[]).await;
    assert_eq!(page.url, APP_CALLBACK);
}

#[tokio::test]
async fn somebody_else_can_be_asked_instead() {
    let mut browser = Browser::new(app(|data| {
        let mut bob = data.users.get("alice-id").unwrap().clone();
        bob.id = "bob-id".into();
        bob.username = Some("bob".into());
        bob.name = Some("Bob".into());
        bob.primary_email = None;
        data.users.insert(bob);
    }));
    let page = asked(&mut browser).await;
    let page = browser.click(&page, "Use another account", &[]).await;
    let fields = [("identifier", "bob"), ("password", "wonderland-42")];
    let page = browser.click(&page, "Sign in", &fields).await;
    // The form that a browser's script sends.
    assert_eq!(page.title(), "Submitting Callback");
    let form = Some(format!("xsrf={}&logout=yes", page.value("xsrf")));
    let page = browser
        .fetch(Method::POST, "/oidc/session/end/confirm", form)
        .await;
    let page = browser.open(&page.location().unwrap()).await;
    assert_eq!(page.url, "/consent?app_id=club");
    assert_eq!(page.text()[1..3], ["Bob", "bob"]);
    let page = browser.click(&page, "Authorize", &[]).await;
    assert!(
        page.url.starts_with(&format!("{APP_CALLBACK}?code=")),
        "{}",
        page.url
    );
}

#[tokio::test]
async fn terms_of_the_application() {
    let mut browser = Browser::new(app(|data| {
        let own = serde_json::json!({"displayName": "The Club", "termsOfUseUrl": "https://club.example/t"});
        let club = data.applications.get_mut("club").unwrap();
        club.sign_in_experience = own.as_object().cloned();
    }));
    let text = asked(&mut browser).await.text().join(" ");
    let line = "By authorizing the access, you agree to the The Club's Terms of Use , and will be \
                redirected to http://app.example:3000.";
    assert!(text.contains(line), "{text}");
}

#[tokio::test]
async fn others_are_let_in_at_once() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    let form = Some("identifier=alice&password=wonderland-42".to_owned());
    let page = browser.fetch(Method::POST, &page.url, form).await;
    let page = browser
        .fetch(Method::GET, &page.location().unwrap(), None)
        .await;
    let consent = page.location().unwrap();
    assert_eq!(consent, "/consent?app_id=bookstore");
    let page = browser.fetch(Method::GET, &consent, None).await;
    assert_eq!(page.status, StatusCode::FOUND);
    let resume = page.location().unwrap();
    assert!(
        resume.starts_with(&format!("{ORIGIN}/oidc/auth/")),
        "{resume}"
    );
    assert_eq!(page.html, format!("Redirecting to {resume}."));
}

#[tokio::test]
async fn users_who_are_kept_out() {
    let mut browser = Browser::new(app(|data| {
        for id in ["club", "bookstore"] {
            let application = data.applications.get_mut(id).unwrap();
            application.app_level_access_control_enabled = true;
        }
    }));
    let page = asked(&mut browser).await;
    assert_eq!(
        page.text(),
        [
            "Back",
            "Access denied",
            "You do not have permission to access this application. Please contact your \
             administrator for assistance.",
            "Powered by",
        ]
    );
}

#[tokio::test]
async fn nobody_to_let_in() {
    let mut browser = Browser::new(app(|_| {}));
    let _ = browser.authorize("bookstore", "").await;
    let page = browser.open("/consent?app_id=bookstore").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.html.contains(r#""code":"session.not_found""#));
}
