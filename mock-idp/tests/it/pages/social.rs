//! To another provider and back.

use http::{Method, StatusCode};
use url::Url;

use super::{
    browser::{Browser, Page},
    world::{APP_CALLBACK, ORIGIN, app, with_mock_social, with_social_accounts_only},
};

/// The `state` in an address of another provider.
pub(super) fn state_of(page: &Page) -> String {
    let url = Url::parse(&page.url).unwrap();
    let mut pairs = url.query_pairs();
    pairs
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned()
}

async fn at_mock_social(browser: &mut Browser) -> String {
    let page = browser.authorize("bookstore", "").await;
    let page = browser.click(&page, "Continue with Mock Social", &[]).await;
    state_of(&page)
}

#[tokio::test]
async fn the_way_to_hugging_face() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    let page = browser
        .click(&page, "Continue with Hugging Face", &[])
        .await;
    let state = state_of(&page);
    assert_eq!(state.len(), 11);
    assert_eq!(
        page.url,
        format!(
            "http://hf.example/oauth/authorize?response_type=code&client_id=hf-client&scope=profile\
             &redirect_uri=http%3A%2F%2Fop.example%3A3001%2Fcallback%2Fhf&state={state}"
        )
    );
}

#[tokio::test]
async fn denied_there() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    let page = browser
        .click(&page, "Continue with Hugging Face", &[])
        .await;
    let denied = format!("/callback/hf?error=access_denied&state={}", state_of(&page));
    let page = browser.open(&denied).await;
    assert_eq!(page.url, "/sign-in?app_id=bookstore");
    let told = "The user's authorization process is unsuccessful.";
    assert_eq!(page.toast().as_deref(), Some(told));
    let text = page.text();
    assert_eq!(text[text.len() - 2..], ["Powered by", told]);
    // The state was used up.
    let page = browser.open(&denied).await;
    assert_eq!(
        page.toast().as_deref(),
        Some("The authorization is invalid")
    );
}

#[tokio::test]
async fn a_new_person_is_asked_for_what_is_missing() {
    let mut browser = Browser::new(app(with_mock_social));
    let state = at_mock_social(&mut browser).await;
    let back = format!("/callback/mock?code=c&userId=u1&name=Una&state={state}");
    let page = browser.open(&back).await;
    assert_eq!(
        page.url,
        "/continue/username?link_social=mock&app_id=bookstore"
    );
    assert_eq!(page.title(), "Set username");
    assert_eq!(
        page.text(),
        [
            "Back",
            "Set username",
            "Username is an alternative for sign-in. Username should contain only letters, numbers, \
             and underscores.",
            "Username",
            "Continue",
            "Powered by",
        ]
    );
    for (name, alert) in [
        ("", "username is required"),
        ("alice", "This username is already in use."),
    ] {
        let page = browser
            .click(&page, "Continue", &[("identifier", name)])
            .await;
        assert_eq!(page.alerts(), [alert]);
    }
    let page = browser
        .click(&page, "Continue", &[("identifier", "una")])
        .await;
    assert!(page.url.starts_with(APP_CALLBACK), "{}", page.url);
    let state = browser.app.state();
    let user = state.data.user_by_username("una").unwrap();
    assert_eq!(user.name.as_deref(), Some("Una"));
    assert!(user.identities.contains_key("mock-social"));
}

#[tokio::test]
async fn a_known_person_comes_back() {
    let mut browser = Browser::new(app(|data| {
        with_mock_social(data);
        with_social_accounts_only(data);
    }));
    for prompt in ["", "&prompt=login"] {
        let page = browser.authorize("bookstore", prompt).await;
        let page = browser.click(&page, "Continue with Mock Social", &[]).await;
        let back = format!("/callback/mock?code=c&userId=u1&state={}", state_of(&page));
        let page = browser.open(&back).await;
        assert!(page.url.starts_with(APP_CALLBACK), "{}", page.url);
    }
    assert_eq!(browser.app.state().data.users.iter().count(), 2);
}

#[tokio::test]
async fn a_related_account_can_be_linked_or_left_alone() {
    for (click, users) in [
        ("Link with al****@example.com", 1),
        ("Create new one instead", 2),
    ] {
        let mut browser = Browser::new(app(|data| {
            with_mock_social(data);
            with_social_accounts_only(data);
        }));
        let state = at_mock_social(&mut browser).await;
        let back = format!("/callback/mock?code=c&userId=u1&email=alice@example.com&state={state}");
        let page = browser.open(&back).await;
        assert_eq!(page.url, "/social/link/mock?app_id=bookstore");
        assert_eq!(
            page.text(),
            [
                "Back",
                "Link or create account",
                "We found a related account which had been registered, and you can link it directly.",
                "Link with al****@example.com",
                "Skip linking to existing account?",
                "Create new one instead",
                "Powered by",
            ]
        );
        let page = browser.click(&page, click, &[]).await;
        assert!(page.url.starts_with(APP_CALLBACK), "{}", page.url);
        assert_eq!(browser.app.state().data.users.iter().count(), users);
    }
}

#[tokio::test]
async fn accounts_can_be_linked_without_asking() {
    let mut browser = Browser::new(app(|data| {
        with_mock_social(data);
        data.sign_in_experience.social_sign_in =
            serde_json::json!({"automaticAccountLinking": true});
    }));
    let state = at_mock_social(&mut browser).await;
    let back = format!("/callback/mock?code=c&userId=u1&email=alice@example.com&state={state}");
    let page = browser.open(&back).await;
    assert!(page.url.starts_with(APP_CALLBACK), "{}", page.url);
    let state = browser.app.state();
    let alice = state.data.users.get("alice-id").unwrap();
    assert_eq!(alice.identities["mock-social"].user_id, "u1");
}

#[tokio::test]
async fn strangers_stay_out_where_nobody_can_register() {
    use mock_idp::logto::model::sign_in_experience::SignInMode;
    let mut browser = Browser::new(app(|data| {
        with_mock_social(data);
        data.sign_in_experience.sign_in_mode = SignInMode::SignIn;
    }));
    let state = at_mock_social(&mut browser).await;
    let back = format!("/callback/mock?code=c&userId=u1&state={state}");
    let page = browser.open(&back).await;
    let told = "The social account has not been registered yet.";
    assert_eq!(page.toast().as_deref(), Some(told));
}

#[tokio::test]
async fn returns_that_belong_to_no_visit() {
    let invalid = Some("The authorization is invalid");
    let mut browser = Browser::new(app(with_mock_social));
    let state = at_mock_social(&mut browser).await;
    let page = browser
        .open("/callback/mock?code=c&userId=u1&state=other")
        .await;
    assert_eq!(page.url, "/sign-in?app_id=bookstore");
    assert_eq!(page.toast().as_deref(), invalid);
    let page = browser.open("/callback/mock?code=c&userId=u1").await;
    assert_eq!(page.toast().as_deref(), invalid);
    // Another browser.
    browser.clear_cookies();
    let page = browser
        .open(&format!("/callback/mock?code=c&state={state}"))
        .await;
    assert_eq!(
        (page.url.as_str(), page.toast().as_deref()),
        ("/sign-in", invalid)
    );
    // No connector of that name.
    let page = browser.open("/callback/none?code=c&state=x").await;
    assert_eq!(page.url, "/unknown-session".to_owned());
    let page = browser.open("/callback/none").await;
    assert_eq!((page.status, page.location()), (StatusCode::OK, None));
}

#[tokio::test]
async fn a_form_becomes_a_query() {
    let mut browser = Browser::new(app(|_| {}));
    let form = Some("code=a+b&state=x".to_owned());
    for path in ["/callback/hf", "/account/callback/social/hf"] {
        let page = browser.fetch(Method::POST, path, form.clone()).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        assert_eq!(page.location().unwrap(), format!("{path}?code=a+b&state=x"));
    }
}

#[tokio::test]
async fn straight_on() {
    let mut browser = Browser::new(app(|_| {}));
    let direct = "&direct_sign_in=social:huggingface";
    let page = browser.authorize("bookstore", direct).await;
    assert!(page.url.starts_with("http://hf.example/oauth/authorize?"));
    let direct = "&direct_sign_in=social:nothing";
    let page = browser.authorize("bookstore", direct).await;
    assert_eq!(page.url, "/sign-in?app_id=bookstore");
    let page = browser
        .authorize("bookstore", &format!("{direct}&first_screen=register"))
        .await;
    assert_eq!(page.url, "/register?app_id=bookstore");
    let page = browser.open("/direct/nonsense").await;
    assert!(page.url.starts_with("/sign-in"), "{} {ORIGIN}", page.url);
}
