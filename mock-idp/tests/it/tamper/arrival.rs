//! What reaches the application's redirection endpoint.

use scraper::{Html, Selector};
use url::Url;

/// What is sent to the application: a redirect's address, or the page that posts itself.
pub(super) struct Arrival {
    pub(super) url: Url,
    pub(super) page: String,
}

impl Arrival {
    /// Names and values at the redirection endpoint, in order.
    pub(super) fn parameters(&self) -> Vec<(String, String)> {
        if !self.page.is_empty() {
            let page = Html::parse_document(&self.page);
            let inputs = Selector::parse("input[type=hidden]").unwrap();
            let attribute = |input: scraper::ElementRef<'_>, name: &str| {
                input.attr(name).unwrap_or_default().to_owned()
            };
            let inputs = page.select(&inputs);
            return inputs
                .map(|input| (attribute(input, "name"), attribute(input, "value")))
                .collect();
        }
        let text = self.url.fragment().or(self.url.query()).unwrap_or_default();
        url::form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect()
    }

    pub(super) fn get(&self, name: &str) -> String {
        let mut all = self.parameters().into_iter();
        all.find(|(n, _)| n == name)
            .map_or_else(String::new, |(_, value)| value)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.parameters()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }
}
