//! A browser: sends requests through the router, keeps the cookie, follows nothing by itself.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;
use url::Url;

/// What came back.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        self.headers[LOCATION].to_str().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn assert_shows(&self, text: &str) {
        assert!(
            self.body.contains(text),
            "{text:?} is not in {} {}",
            self.status,
            self.body
        );
    }

    #[track_caller]
    pub(crate) fn assert_lacks(&self, text: &str) {
        assert!(
            !self.body.contains(text),
            "{text:?} is in {} {}",
            self.status,
            self.body
        );
    }

    /// A failed sign-in: the right status, title and way home.
    #[track_caller]
    pub(crate) fn assert_failed(&self, text: &str) {
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{}", self.body);
        self.assert_shows("<title>Sign-in failed</title>");
        self.assert_shows("Back to home");
        self.assert_shows(text);
        assert!(
            !self.headers.contains_key(SET_COOKIE),
            "a refused answer touched the cookie"
        );
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookie: Option<String>,
}

impl Browser {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            cookie: None,
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Page {
        if let Some(cookie) = &self.cookie {
            request
                .headers_mut()
                .insert(COOKIE, cookie.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Page {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Follows "Sign in" to where the browser is sent.
    #[track_caller]
    pub(crate) fn away(page: &Page) -> Url {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        Url::parse(page.location()).unwrap()
    }

    pub(crate) async fn is_signed_in(&mut self) -> bool {
        let home = self.get("/").await;
        assert_eq!(home.status, StatusCode::OK);
        let (signed_in, signed_out) = (
            home.body.contains(r#"href="/sign_out">Sign out</a>"#),
            home.body.contains(r#"href="/sign_in">Sign in</a>"#),
        );
        assert_ne!(signed_in, signed_out, "{}", home.body);
        signed_in
    }
}
