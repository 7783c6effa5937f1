use super::browser::{Browser, tenant};

const CAROL: [(&str, &str); 2] = [("username", "carol-hf"), ("password", "sesame")];
const CONTINUE: &str = "Continue with Hugging Face";

#[tokio::test]
async fn a_new_user_registers_and_comes_back() {
    let mock = tenant("{ signIn: social }").await;
    let mut browser = Browser::new(&mock);
    browser.open_app().await;
    browser.press(CONTINUE, &[]).await;
    assert!(browser.url.as_str().starts_with(mock.huggingface_url()));
    browser.press("Log in", &CAROL).await;
    browser.press("Authorize", &[]).await;
    let carol = browser.user().await;
    assert_eq!(carol["email"], "carol@example.com");
    assert_eq!(carol["name"], "Carol Smith");
    let details = &carol["identities"]["huggingface"]["details"];
    assert_eq!(details["rawData"]["preferred_username"], "carol-hf");

    // Another browser: Hugging Face remembers the consent, Logto knows the user.
    let mut browser = Browser::new(&mock);
    browser.open_app().await;
    browser.press(CONTINUE, &[]).await;
    browser.press("Log in", &CAROL).await;
    assert_eq!(browser.user().await["sub"], carol["sub"]);

    let asked: Vec<_> = mock
        .journal()
        .into_iter()
        .filter(|entry| entry.provider == "huggingface")
        .map(|entry| format!("{} {} {}", entry.endpoint, entry.method, entry.status))
        .collect();
    insta::assert_snapshot!(asked.join("\n"));
}

#[tokio::test]
async fn who_refuses_is_told_and_may_try_again() {
    let mock = tenant("{ signIn: social }").await;
    let mut browser = Browser::new(&mock);
    browser.open_app().await;
    browser.press(CONTINUE, &[]).await;
    browser.press("Log in", &CAROL).await;
    browser.press("Cancel", &[]).await;
    assert_eq!(browser.url.path(), "/sign-in");
    assert!(
        browser
            .text()
            .contains("The user's authorization process is unsuccessful.")
    );
    browser.press(CONTINUE, &[]).await;
    browser.press("Authorize", &[]).await;
    browser.code();
}

#[tokio::test]
async fn an_account_with_the_same_address_is_linked() {
    let mock = tenant("{ signIn: username-password }").await;
    let mut browser = Browser::new(&mock);
    browser.open_app().await;
    browser.press(CONTINUE, &[]).await;
    browser.press("Log in", &[("username", "alice-hf")]).await;
    browser.press("Authorize", &[]).await;
    assert!(
        browser.text().contains("We found a related account"),
        "{}",
        browser.text()
    );
    browser.press("Link with al****@example.com", &[]).await;
    let alice = browser.user().await;
    assert_eq!(
        (&alice["sub"], &alice["name"]),
        (&"alice".into(), &"Alice".into())
    );

    let mut browser = Browser::new(&mock);
    browser.open_app().await;
    browser.press(CONTINUE, &[]).await;
    browser.press("Log in", &[("username", "alice-hf")]).await;
    assert_eq!(browser.user().await["sub"], "alice");
}

#[tokio::test]
async fn automatic_linking_asks_nobody() {
    let experience =
        "{ signIn: username-password, socialSignIn: { automaticAccountLinking: true } }";
    let mock = tenant(experience).await;
    let mut browser = Browser::new(&mock);
    browser.open_app().await;
    browser.press(CONTINUE, &[]).await;
    browser.press("Log in", &[("username", "alice-hf")]).await;
    browser.press("Authorize", &[]).await;
    assert_eq!(browser.user().await["sub"], "alice");
}

#[tokio::test]
async fn another_account_at_hugging_face() {
    let mock = tenant("{ signIn: social }").await;
    let mut browser = Browser::new(&mock);
    browser.open_app().await;
    browser.press(CONTINUE, &[]).await;
    browser.press("Log in", &[("username", "alice-hf")]).await;
    assert!(browser.text().contains("Signed in as alice-hf"));
    browser.press("Use another account", &[]).await;
    browser.press("Log in", &CAROL).await;
    browser.press("Authorize", &[]).await;
    assert_eq!(browser.user().await["email"], "carol@example.com");
}
