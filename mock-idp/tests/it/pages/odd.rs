//! Odd input never breaks a page.

use http::{Method, StatusCode};

use super::{browser::Browser, world::app};

const PATHS: [&str; 24] = [
    "/sign-in",
    "/sign-in/password",
    "/sign-in/verification-code",
    "/register",
    "/register/password",
    "/register/verification-code",
    "/identifier-sign-in",
    "/identifier-register",
    "/forgot-password",
    "/forgot-password/verification-code",
    "/forgot-password/reset",
    "/reset-password",
    "/continue/username",
    "/continue/nonsense",
    "/continue/extra-profile",
    "/continue/verification-code",
    "/single-sign-on",
    "/one-time-token",
    "/consent",
    "/device",
    "/social/start/none",
    "/social/link/none",
    "/callback/social/hf",
    "/direct/social/%ff",
];

#[tokio::test]
async fn nothing_that_is_sent_is_a_server_error() {
    let queries = [
        "",
        "?app_id=bookstore",
        "?app_id=%00%ff&app_id=x",
        "?preview=1&login_hint=%3Cscript%3E",
        "?state=a&code=b&error=c",
        "?identifier=nonsense&one_time_token=x&user_code=%F0%9F%A4%97",
    ];
    let long = format!("identifier={}", "x".repeat(60_000));
    let forms = [
        "",
        "identifier=%00&password=%ff",
        "identifier=alice&password=%00&action=switch",
        "action=resend&passcode_0=%F0%9F%A4%97&newPassword=a",
        "termsAgreement=on&device_user_code=%3C&organizationIds=x&action=link",
        &long,
    ];
    let mut browser = Browser::new(app(|_| {}));
    for begun in [false, true] {
        if begun {
            let _ = browser.authorize("bookstore", "").await;
        }
        for path in PATHS {
            for query in queries {
                let address = format!("{path}{query}");
                let page = browser.fetch(Method::GET, &address, None).await;
                assert_ne!(page.status.as_u16() / 100, 5, "GET {address}");
                assert!(!page.html.contains("<script>alert") && !page.html.contains("value=\"<"));
                for form in forms {
                    let form = Some(form.to_owned());
                    let page = browser.fetch(Method::POST, &address, form).await;
                    assert_ne!(page.status.as_u16() / 100, 5, "POST {address}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_typed_is_text() {
    let mut browser = Browser::new(app(|_| {}));
    let page = browser.authorize("bookstore", "").await;
    let evil = "\"><img src=x onerror=alert(1)>";
    let fields = [("identifier", evil), ("password", evil)];
    let page = browser.click(&page, "Sign in", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        (page.value("identifier"), page.value("password")),
        (evil.into(), evil.into())
    );
    assert!(!page.has("img[src=x]"));
}

#[tokio::test]
async fn the_journal_names_the_page() {
    use tower::ServiceExt;
    let app = app(|_| {});
    for (path, endpoint) in [
        ("/sign-in?preview=1", "sign-in-page"),
        ("/register?preview=1", "register-page"),
        ("/callback/hf", "callback-page"),
        ("/callback/social/hf", "callback-page"),
        ("/no-such-page", "page"),
    ] {
        let request = http::Request::get(path)
            .body(axum::body::Body::empty())
            .unwrap();
        let router = mock_idp::logto::router(app.clone());
        let response = router.oneshot(request).await.unwrap();
        let trace = response
            .extensions()
            .get::<mock_idp::base::journal::Trace>();
        assert_eq!(trace.map(|trace| trace.endpoint), Some(endpoint), "{path}");
    }
}
