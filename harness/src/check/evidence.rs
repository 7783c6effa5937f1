//! What there is to see at one moment, as far as the expectations ask for it.

use serde_json::Value;

use super::snapshot::Names;
use crate::{expectation::Target, result::Exchange};

/// What there is to see at one moment.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The page that the user sees.
    pub page: Page,
    /// The last answer to an `http` step, when the expectations are about it.
    pub answer: Option<Answer>,
    /// The elements that fit each target that is asked for.
    pub elements: Vec<(Target<String>, Vec<ElementSeen>)>,
    /// The cookies that belong to the page.
    pub cookies: Vec<CookieSeen>,
    /// What the apps under test have printed.
    pub log: Vec<String>,
    /// The clients' own secrets.
    pub client_secrets: Vec<String>,
    /// What the provider has seen.
    pub requests: Vec<Exchange>,
    /// The stored snapshots that are asked for, by name; nothing when there is none yet.
    pub snapshots: Vec<(String, Option<String>)>,
    /// Stable names for what differs from run to run.
    pub names: Names,
}

/// The page that the user sees.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The agent that shows it.
    pub agent: &'static str,
    /// The address.
    pub url: String,
    /// The title.
    pub title: String,
    /// The visible text.
    pub text: String,
    /// The status, where the agent knows it.
    pub status: Option<u16>,
    /// The headers, where the agent knows them.
    pub headers: Option<Vec<(String, String)>>,
    /// Whether nothing in it can change it, leave it or ask for anything.
    pub inert: bool,
}

/// An answer to an `http` step.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The address that was asked.
    pub url: String,
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementSeen {
    /// Its role.
    pub role: String,
    /// Its accessible name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its value or address.
    pub value: Option<String>,
}

/// One cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieSeen {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its path.
    pub path: String,
    /// Whether scripts are kept from it.
    pub http_only: bool,
    /// Whether it travels over HTTPS only.
    pub secure: bool,
    /// Its `SameSite`.
    pub same_site: Option<String>,
}

impl Evidence {
    /// The claims of the ID token that Logto issued last.
    pub fn id_token(&self) -> Option<&Value> {
        self.requests
            .iter()
            .rev()
            .filter(|exchange| exchange.provider == "logto")
            .flat_map(|exchange| exchange.issued.iter().rev())
            .find(|issued| issued.kind == "id-token")
            .and_then(|issued| issued.claims.as_ref())
    }

    /// The elements that fit a target.
    pub(super) fn elements(&self, target: &Target<String>) -> &[ElementSeen] {
        self.elements
            .iter()
            .find(|(known, _)| known == target)
            .map_or(&[], |(_, seen)| seen)
    }
}
