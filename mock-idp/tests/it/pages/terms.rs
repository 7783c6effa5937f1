//! Terms of use and privacy policy.

use super::{
    browser::Browser,
    world::{APP_CALLBACK, app, with_mock_social, with_social_accounts_only, with_terms},
};

fn under(policy: &str) -> Browser {
    Browser::new(app(|data| with_terms(data, policy)))
}

#[tokio::test]
async fn shown_at_sign_in_and_asked_for_at_registration() {
    let mut browser = under("ManualRegistrationOnly");
    let page = browser.authorize("bookstore", "").await;
    let text = page.text();
    assert_eq!(
        text[text.len() - 3..],
        ["Terms of Use", "Privacy Policy", "Powered by"]
    );
    let page = browser.click(&page, "Create account", &[]).await;
    assert_eq!(
        page.text(),
        [
            "Create your account",
            "Username",
            "I have read and agree to the",
            "Terms of Use",
            "and",
            "Privacy Policy",
            "Create account",
            "Already have an account?",
            "Sign in",
            "or",
            "Continue with Hugging Face",
            "Powered by",
        ]
    );
    assert_eq!(
        page.fields(),
        ["text:identifier Username", "checkbox:termsAgreement"]
    );
    assert_eq!(page.href("Terms of Use"), "https://terms.example/");
    let asked = browser.click(&page, "Create account", &[("identifier", "fresh")]);
    let asked = asked.await;
    assert_eq!(
        asked.dialog(),
        [
            "To proceed, please agree to the",
            "Terms of Use",
            "and",
            "Privacy Policy",
            ".",
            "Cancel",
            "Agree",
        ]
    );
    let agreed = browser.click(&asked, "Agree", &[]).await;
    assert_eq!(agreed.url, "/register/password?app_id=bookstore");
    let fields = [("identifier", "fresh"), ("termsAgreement", "on")];
    let at_once = browser.click(&page, "Create account", &fields).await;
    assert_eq!(at_once.url, "/register/password?app_id=bookstore");
}

#[tokio::test]
async fn going_on_means_agreeing() {
    let mut browser = under("Automatic");
    let page = browser.authorize("bookstore", "").await;
    let text = page.text().join(" ");
    let line = "By continuing, you agree to the Terms of Use and Privacy Policy .";
    assert!(text.contains(line), "{text}");
    assert!(!page.has("[name=termsAgreement]"));
}

#[tokio::test]
async fn asked_for_everywhere() {
    let mut browser = under("Manual");
    let page = browser.authorize("bookstore", "").await;
    let fields = [("identifier", "alice"), ("password", "wonderland-42")];
    let asked = browser.click(&page, "Sign in", &fields).await;
    assert!(!asked.dialog().is_empty());
    let cancelled = browser.click(&asked, "Cancel", &[]).await;
    assert!(cancelled.dialog().is_empty());
    assert_eq!(cancelled.value("identifier"), "alice");

    let social = browser
        .click(&page, "Continue with Hugging Face", &[])
        .await;
    assert!(!social.dialog().is_empty());
    let agreed = browser.click(&social, "Agree", &[]).await;
    assert!(agreed.url.starts_with("http://hf.example/oauth/authorize?"));

    let agreed = browser.click(&asked, "Agree", &[]).await;
    assert!(agreed.url.starts_with(APP_CALLBACK), "{}", agreed.url);
}

#[tokio::test]
async fn asked_for_when_another_provider_brings_a_new_person() {
    let mut browser = Browser::new(app(|data| {
        with_terms(data, "ManualRegistrationOnly");
        with_mock_social(data);
        with_social_accounts_only(data);
    }));
    let page = browser.authorize("bookstore", "").await;
    let page = browser.click(&page, "Continue with Mock Social", &[]).await;
    let state = super::social::state_of(&page);
    let back = format!("/callback/mock?code=c&userId=new&state={state}");
    let page = browser.open(&back).await;
    assert!(!page.dialog().is_empty());
    let page = browser.click(&page, "Agree", &[]).await;
    assert!(page.url.starts_with(APP_CALLBACK), "{}", page.url);
}
