//! Colours, logos, own styles.

use serde_json::json;

use super::{browser::Browser, world::app};

#[tokio::test]
async fn a_tenant_dresses_its_pages() {
    let mut browser = Browser::new(app(|data| {
        let experience = &mut data.sign_in_experience;
        experience.color = json!({"primaryColor": "#112233", "darkPrimaryColor": "#445566", "isDarkModeEnabled": true});
        experience.branding = json!({"logoUrl": "https://cdn.example/a.png", "darkLogoUrl": "https://cdn.example/b.png", "favicon": "https://cdn.example/f.ico"});
        experience.custom_css = Some("main { color: red }".into());
        experience.custom_content = json!({"/unknown-session": "<p>Hello</p>"});
        experience.hide_logto_branding = true;
    }));
    let page = browser.open("/unknown-session").await;
    assert!(page.has("html[data-dark]"));
    assert!(
        page.html
            .contains("--color-brand-default: #112233; --color-brand-dark: #445566;")
    );
    assert!(
        page.html
            .contains("<style data-custom-css>main { color: red }</style>")
    );
    assert!(page.has(".logto_custom-content > p"));
    assert!(page.has("link[rel=icon][href='https://cdn.example/f.ico']"));
    assert!(!page.has(".logto_signature"));
    let page = browser.authorize("bookstore", "").await;
    assert!(page.has("img.logo[src='https://cdn.example/a.png']"));
    assert!(page.has("img.logo-dark[src='https://cdn.example/b.png']"));
}

#[tokio::test]
async fn light_unless_the_tenant_wants_dark() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.open("/unknown-session").await;
    assert!(page.has("html[data-theme=light]") && !page.has("html[data-dark]"));
    assert!(page.has("body.desktop"));
    browser
        .headers
        .push(("user-agent", "Mozilla/5.0 (iPhone) Mobile/15E148"));
    assert!(browser.open("/unknown-session").await.has("body.mobile"));
}

#[tokio::test]
async fn an_application_dresses_its_pages_itself() {
    let mut browser = Browser::new(app(|data| {
        let own = json!({"color": {"primaryColor": "#abcdef"}, "branding": {"logoUrl": "https://club.example/l.png"}});
        let club = data.applications.get_mut("club").unwrap();
        club.sign_in_experience = own.as_object().cloned();
    }));
    let page = browser.authorize("club", "").await;
    assert!(page.html.contains("--color-brand-default: #abcdef;"));
    assert!(page.has("img.logo[src='https://club.example/l.png']"));
    let page = browser.authorize("bookstore", "").await;
    assert!(page.html.contains("--color-brand-default: #6139F6;"));
}
