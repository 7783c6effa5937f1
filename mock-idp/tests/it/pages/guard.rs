//! Pages without an interaction, addresses without a page, headers.

use http::{Method, StatusCode};

use super::{
    browser::Browser,
    world::{ORIGIN, app},
};

#[tokio::test]
async fn guarded_pages_lead_to_the_unknown_session() {
    let mut browser = Browser::new(app(|_| {}));
    for path in [
        "/",
        "/sign-in",
        "/sign-in/password",
        "/sign-inside",
        "/register",
        "/consent",
        "/single-sign-on",
        "/social/register",
        "/forgot-password/reset",
    ] {
        let page = browser.fetch(Method::GET, path, None).await;
        assert_eq!(page.status, StatusCode::FOUND, "{path}");
        let lands = format!("{ORIGIN}/unknown-session");
        assert_eq!(page.location().unwrap(), lands);
        assert_eq!(page.html, format!("Redirecting to {lands}."));
        assert!(page.headers.contains_key("content-security-policy"));
        assert!(!page.headers.contains_key("cache-control"));
        assert!(!page.headers.contains_key("x-frame-options"));
    }
    let page = browser.open("/sign-in?preview=true").await;
    assert_eq!(page.title(), "Sign in to your account");
}

#[tokio::test]
async fn a_tenant_may_have_another_place_for_them() {
    let elsewhere = "https://app.example/lost";
    let mut browser = Browser::new(app(|data| {
        let url = Some(elsewhere.to_owned());
        data.sign_in_experience.unknown_session_redirect_url = url;
    }));
    let page = browser.fetch(Method::GET, "/sign-in", None).await;
    assert_eq!(page.location().as_deref(), Some(elsewhere));
}

#[tokio::test]
async fn pages_that_only_say_something() {
    let mut browser = Browser::new(app(|_| {}));
    let session = "Session not found. Please go back and sign in again.";
    let page = browser.open("/unknown-session").await;
    assert_eq!(page.title(), "404 Not Found");
    assert_eq!(
        page.text(),
        ["Back", "404 Not Found", session, "Powered by"]
    );
    let page = browser.open("/no-such-page").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.text(), ["Back", "404 Not Found", "Powered by"]);
    let page = browser.open("/continue/username").await;
    assert_eq!(page.title(), session);
    assert_eq!(page.text(), ["Back", session, "Powered by"]);
}

#[tokio::test]
async fn what_is_no_page_is_not_there() {
    let mut browser = Browser::new(app(|_| {}));
    for (method, path) in [
        (Method::GET, "/assets/none.js"),
        (Method::GET, "/api/none"),
        (Method::GET, "/oidcfoo"),
        (Method::POST, "/no-such-page"),
        (Method::PUT, "/sign-in"),
        (Method::POST, "/unknown-session"),
    ] {
        let page = browser.fetch(method, path, None).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.html, "Not Found");
        assert_eq!(page.headers["content-type"], "text/plain; charset=utf-8");
    }
    let page = browser.fetch(Method::HEAD, "/unknown-session", None).await;
    assert_eq!((page.status, page.html.as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn headers_of_a_page() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.open("/unknown-session").await;
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-cache, no-store, must-revalidate"),
        ("content-language", "en"),
        ("logto-static-package", "experience"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("vary", "Accept-Encoding"),
    ] {
        assert_eq!(page.headers[name], value, "{name}");
    }
    assert!(!page.headers.contains_key("x-frame-options"));
    assert_eq!(page.headers["logto-core-request-id"].len(), 16);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains(&format!(
        "connect-src 'self' https://accounts.google.com/gsi/ {ORIGIN} "
    )));
    assert!(policy.contains(";object-src 'none';") && !policy.contains("form-action"));
}

#[tokio::test]
async fn files_may_be_kept() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.open("/unknown-session").await;
    let from = page.html.find("/assets/experience-").unwrap();
    let end = page.html[from..].find('"').unwrap();
    let address = page.html[from..from + end].to_owned();
    let file = browser.fetch(Method::GET, &address, None).await;
    assert_eq!(file.headers["content-type"], "text/css; charset=utf-8");
    let kept = file.headers["cache-control"].to_str().unwrap();
    assert!(kept.contains("max-age=604800"));
    let icon = browser.fetch(Method::GET, "/favicon.svg", None).await;
    assert_eq!(icon.headers["content-type"], "image/svg+xml");
    // Logto answers there with the page that finds its way by script, as for any unknown address.
    let page = browser.fetch(Method::GET, "/favicon.ico", None).await;
    assert_eq!(
        (page.status.as_u16(), &page.headers["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
}

#[tokio::test]
async fn a_toast_lets_one_page_pass() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.open("/callback/hf?code=c&state=none").await;
    assert_eq!(page.url, "/sign-in");
    assert_eq!(
        page.toast().as_deref(),
        Some("The authorization is invalid")
    );
    assert_eq!(browser.open("/sign-in").await.url, "/unknown-session");
}
