//! A provider, the application and a browser, with one clock for all.

use axum::Router;
use axum::http::StatusCode;
use sample_app::app_with_clock;
use sample_app::clock::Clock;
use sample_app::config::{Arguments, Config};
use url::form_urlencoded;

use crate::browser::{Browser, Page};
use crate::provider::{APP_ID, APP_SECRET, TestLogto};

pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) logto: TestLogto,
    pub(crate) router: Router,
    pub(crate) browser: Browser,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A world whose application is configured a little differently.
    pub(crate) async fn with(change: impl FnOnce(&mut Arguments)) -> Self {
        let clock = Clock::fixed(1_800_000_000);
        let logto = TestLogto::start(clock.clone()).await;
        let mut arguments = Arguments {
            logto_endpoint: Some(logto.url.clone()),
            logto_app_id: Some(APP_ID.to_owned()),
            logto_app_secret: Some(APP_SECRET.to_owned()),
            ..Arguments::default()
        };
        change(&mut arguments);
        let config = Config::try_from(arguments).unwrap();
        let router = app_with_clock(config, clock.clone());
        let browser = Browser::new(router.clone());
        Self {
            clock,
            logto,
            router,
            browser,
        }
    }

    /// Signs in as far as Logto's answer, which the browser has yet to bring back.
    pub(crate) async fn answer(&mut self) -> Answer {
        let page = self.browser.get("/sign_in").await;
        Answer(self.logto.approve(&Browser::away(&page)))
    }

    /// Tries to sign in.
    pub(crate) async fn try_to_sign_in(&mut self) -> Page {
        let answer = self.answer().await;
        self.browser.get(&answer.path()).await
    }

    /// Signs in.
    pub(crate) async fn sign_in(&mut self) {
        let page = self.try_to_sign_in().await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
        assert!(self.browser.is_signed_in().await);
    }

    /// A refused sign-in: the page says why, nobody is signed in, and userinfo was not asked.
    pub(crate) async fn assert_refused(&mut self, why: &str) {
        let page = self.try_to_sign_in().await;
        page.assert_failed(why);
        assert!(
            !self.browser.is_signed_in().await,
            "signed in in spite of {why}"
        );
        assert_eq!(self.logto.times("/oidc/me"), 0);
    }
}

/// An authorization response on its way back.
#[derive(Clone, Debug)]
pub(crate) struct Answer(pub Vec<(String, String)>);

impl Answer {
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(it, _)| it != name);
        self
    }

    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let mut answer = self.without(name);
        answer.0.push((name.to_owned(), value.to_owned()));
        answer
    }

    pub(crate) fn path(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish();
        format!("/callback?{query}")
    }
}
