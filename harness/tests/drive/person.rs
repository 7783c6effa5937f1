//! An agent in the short words of the cases.

use std::time::Duration;

use harness::drive::agent::{Agent, Target};

use crate::little_app::LittleApp;

/// Enough for a busy machine; nothing here takes long unless it fails.
pub(crate) const LONG: Duration = Duration::from_secs(20);

/// An agent in the short words of the cases.
pub(crate) struct Person<'a> {
    pub(crate) agent: &'a mut dyn Agent,
    pub(crate) app: &'a LittleApp,
}

impl Person<'_> {
    pub(crate) async fn opens(&mut self, address: &str) {
        let address = self.app.localised(address);
        self.agent.open(&address, LONG).await.unwrap();
    }

    /// Opens a page of this source; `HERE` and `THERE` in it are the two origins.
    pub(crate) async fn opens_page(&mut self, html: &str) {
        let html = self.app.localised(html);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("html", &html)
            .finish();
        self.agent
            .open(&self.app.here(&format!("/page?{query}")), LONG)
            .await
            .unwrap();
    }

    pub(crate) async fn clicks(&mut self, name: &str) {
        self.agent.click(&called(name), LONG).await.unwrap();
    }

    pub(crate) async fn fills(&mut self, name: &str, text: &str) {
        self.agent.fill(&called(name), text, LONG).await.unwrap();
    }

    pub(crate) async fn selects(&mut self, name: &str, option: &str) {
        self.agent
            .select(&called(name), option, LONG)
            .await
            .unwrap();
    }

    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> impl Future<Output = ()> {
        let expected = self.app.localised(text);
        let caller = std::panic::Location::caller();
        async move {
            let page = self.agent.page().await.unwrap();
            assert_eq!(page.text, expected, "at {} from {caller}", page.url);
        }
    }

    #[track_caller]
    pub(crate) fn is_at(&mut self, address: &str) -> impl Future<Output = ()> {
        let expected = self.app.localised(address);
        let caller = std::panic::Location::caller();
        async move {
            let page = self.agent.page().await.unwrap();
            assert_eq!(page.url, expected, "showing {:?}, from {caller}", page.text);
        }
    }
}

pub(crate) fn called(name: &str) -> Target {
    Target::Called(name.to_owned())
}
