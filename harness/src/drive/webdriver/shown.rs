//! What `shown.js` tells of a page, as the page that every agent shows.

use serde::Deserialize;
use serde_json::Value;

use crate::drive::{agent::Page, target::fold};

/// Tells what the user sees.
pub(super) const SCRIPT: &str = concat!(include_str!("inert.js"), include_str!("shown.js"));

/// The same as an expression that comes to nothing where the page may change by itself.
pub(super) const GLANCE: &str = concat!(
    "(() => { ",
    include_str!("inert.js"),
    "if (!inert()) return null; ",
    include_str!("shown.js"),
    " })()"
);

/// Reads the script's answer.
pub(super) fn read(answer: Value) -> Result<Page, String> {
    let shown: Shown = serde_json::from_value(answer)
        .map_err(|cause| format!("shown.js answered oddly: {cause}"))?;
    Ok(shown.into())
}

/// What `shown.js` tells of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    url: String,
    title: String,
    text: String,
    html: String,
    status: Option<u16>,
    is_html: bool,
    inert: bool,
}

impl From<Shown> for Page {
    fn from(shown: Shown) -> Self {
        let lines = |text: &str| {
            let lines: Vec<String> = text
                .lines()
                .map(fold)
                .filter(|line| !line.is_empty())
                .collect();
            lines.join("\n")
        };
        let text = if shown.is_html {
            lines(&shown.text)
        } else {
            shown.text.trim().to_owned()
        };
        // What a fresh profile of Chrome shows is nothing.
        let url = if shown.url == "data:," {
            "about:blank".to_owned()
        } else {
            shown.url
        };
        Self {
            url,
            title: fold(&shown.title),
            text,
            html: shown.html,
            status: shown.status.filter(|status| *status != 0),
            headers: Vec::new(),
            inert: shown.inert,
        }
    }
}
