//! Waiting until a page has settled: loaded, and not about to be exchanged.
//!
//! With the page load strategy `normal` the driver waits, before it answers any command, for every
//! navigation it knows of: clicks, redirects, forms that submit themselves. What is left is the moment
//! between a script's decision to leave and the driver's noticing. `settle.js` sees it (`beforeunload`);
//! then one more look tells whether another document came, or whether the answer was a download or
//! empty and this one stays.
//!
//! Most pages of most apps do nothing by themselves: where there is a line into the tab, one look at such a page tells
//! that it has settled, and the driver is not asked.
//!
//! A page that can be used but never finishes loading (a picture from a host that does not answer) has
//! settled when the driver's patience ends.

use serde::Deserialize;
use serde_json::Value;

use super::{
    failure::{self, Meaning},
    line::Line,
    session::Turn,
};
use crate::{
    clock::{Deadline, Pace},
    drive::agent::AgentError,
};

const SCRIPT: &str = concat!(include_str!("inert.js"), include_str!("settle.js"));
/// The same as an expression.
const GLANCE: &str = concat!(
    "new Promise((done) => (function () { ",
    include_str!("inert.js"),
    include_str!("settle.js"),
    " })(done))"
);

/// What one look shows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
struct Look {
    /// Which document it is: the moment its navigation began.
    document: f64,
    /// Its address, error pages by their own.
    uri: String,
    /// Whether its load event is over.
    loaded: bool,
    /// Whether all of its HTML is there.
    usable: bool,
    /// Whether it is being left.
    leaving: bool,
    /// Whether nothing in it can change it or leave it.
    inert: bool,
}

/// Whether the page has settled already and nothing in it can change that: asked past the driver.
pub(super) async fn has_settled(line: &Line) -> bool {
    let look: Option<Look> = line.glance(GLANCE).await;
    look.is_some_and(|look| look.loaded && !look.leaving && look.inert && !is_error(&look.uri))
}

/// Waits until the page has settled. At the deadline a page that cannot be used yet is an error; one
/// that is merely about to go on is not.
pub(super) async fn settled(turn: &Turn<'_>, deadline: Deadline) -> Result<(), AgentError> {
    let mut pace = Pace::brisk(deadline);
    let mut last: Option<Look> = None;
    loop {
        match look(turn).await? {
            Some(look) => {
                let stays = look.leaving && last.as_ref() == Some(&look);
                if look.loaded && (!look.leaving || stays) {
                    return arrived(turn, &look).await;
                }
                last = Some(look);
            }
            None => last = None,
        }
        if !pace.wait().await {
            return match last {
                Some(look) if look.usable => arrived(turn, &look).await,
                Some(look) => Err(slow(look.uri, deadline)),
                None => Ok(()),
            };
        }
    }
}

/// What has become of the page when the driver waited for it in vain: an error, unless it can be used.
pub(super) async fn given_up(turn: &Turn<'_>, deadline: Deadline) -> Result<(), AgentError> {
    match look(turn).await? {
        Some(look) if look.usable && !look.leaving => arrived(turn, &look).await,
        Some(look) => Err(slow(look.uri, deadline)),
        None => Err(slow("the page that follows".to_owned(), deadline)),
    }
}

fn slow(url: String, deadline: Deadline) -> AgentError {
    let cause = format!("it did not load within {:?}", deadline.waited());
    AgentError::Unreachable { url, cause }
}

/// One look; nothing while the page is being exchanged.
async fn look(turn: &Turn<'_>) -> Result<Option<Look>, AgentError> {
    match turn.run_until(SCRIPT).await {
        // Nothing comes back from a page on which a dialog opened in between.
        Ok(answer) => serde_json::from_value(answer).map_err(|cause| {
            turn.session()
                .broken(&format!("settle.js answered oddly: {cause}"))
        }),
        Err(error) => match failure::meaning(&error) {
            Meaning::Again(_) | Meaning::Slow => Ok(None),
            Meaning::Unreachable(_) | Meaning::Broken(_) => {
                Err(turn.session().failed(&error, "the page that follows"))
            }
        },
    }
}

/// Whether this is the address of an error page of the browser.
fn is_error(uri: &str) -> bool {
    ["chrome-error:", "about:neterror", "about:certerror"]
        .iter()
        .any(|scheme| uri.starts_with(scheme))
}

/// An error page of the browser is not a page of the app.
async fn arrived(turn: &Turn<'_>, look: &Look) -> Result<(), AgentError> {
    if !is_error(&look.uri) {
        return Ok(());
    }
    let url = turn.client().current_url().await;
    let text = turn
        .run("return document.body.innerText", Value::Null)
        .await;
    let text = text
        .ok()
        .and_then(|text| text.as_str().map(str::to_owned))
        .unwrap_or_default();
    let cause = failure::network_error(&look.uri).or_else(|| failure::network_error(&text));
    Err(AgentError::Unreachable {
        url: url.map_or_else(|_| look.uri.clone(), String::from),
        cause: cause.unwrap_or_else(|| "the browser shows an error page".to_owned()),
    })
}
