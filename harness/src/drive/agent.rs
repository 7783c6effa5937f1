//! What plays the user: one trait, whatever stands behind it.

use std::{fmt, time::Duration};

/// What a person would call a thing on a page, or a more exact way to say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The visible name: the text of a link or button, the label, placeholder or `name` of a field,
    /// the text beside a checkbox. Compared after white space is folded; an exact match wins over
    /// one that ignores case, that over one that contains.
    Called(String),
    /// An element by its ARIA role (explicit or implied by the tag) and accessible name.
    Role {
        /// The role, as in ARIA: `button`, `link`, `textbox`, `alert`, `heading`, …
        role: String,
        /// The accessible name; any when absent.
        name: Option<String>,
    },
    /// A CSS selector: the way out when nothing else names the thing.
    Css(String),
}

/// For which act a [`Target`] is looked up: the kinds of element that can be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Links, buttons, submit inputs, checkboxes, summaries, anything with a clickable role.
    Click,
    /// Text fields and text areas.
    Fill,
    /// Drop-down lists.
    Select,
    /// Any element at all.
    See,
}

/// One element as a user or a screen reader meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The ARIA role, explicit or implied.
    pub role: String,
    /// The accessible name.
    pub name: String,
    /// The visible text.
    pub text: String,
    /// The present value of a field; the address of a link.
    pub value: Option<String>,
}

/// A cookie of the agent's jar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host it belongs to.
    pub domain: String,
    /// The path it belongs to.
    pub path: String,
    /// Whether scripts are kept from it.
    pub http_only: bool,
    /// Whether it travels over HTTPS (or to localhost) only.
    pub secure: bool,
    /// `Lax`, `Strict` or `None`, where stated.
    pub same_site: Option<String>,
}

impl Cookie {
    /// The `Set-Cookie` header that makes it a cookie of the host that sends it, until the browser is closed.
    pub fn header(&self) -> String {
        let mut header = format!("{}={}; Path={}", self.name, self.value, self.path);
        if self.http_only {
            header.push_str("; HttpOnly");
        }
        if self.secure {
            header.push_str("; Secure");
        }
        if let Some(same_site) = &self.same_site {
            header.push_str("; SameSite=");
            header.push_str(same_site);
        }
        header
    }
}

/// What the user sees at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The address in the address bar.
    pub url: String,
    /// The document's title.
    pub title: String,
    /// The visible text, one line a block.
    pub text: String,
    /// The document's source.
    pub html: String,
    /// The status of the last document, where the agent knows it.
    pub status: Option<u16>,
    /// The headers of the last document, names in lower case, where the agent knows them.
    pub headers: Vec<(String, String)>,
    /// Whether nothing that can be seen in it can change it, leave it or ask for anything: scripts that run, frames,
    /// a refresh.
    pub inert: bool,
}

/// ` after 1.5s`, or nothing where nothing was waited for.
fn after(waited: &Duration) -> String {
    if waited.is_zero() {
        String::new()
    } else {
        format!(" after {waited:.1?}")
    }
}

/// Why an agent could not do what it was told.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// Nothing on the page fits the target before the deadline. The hint names what is there instead.
    #[error("{target} is not on the page{}{hint}", after(.waited))]
    NotFound {
        /// What was looked for, in words.
        target: String,
        /// How long it was looked for.
        waited: Duration,
        /// `: the page has links "…", buttons "…"` or empty.
        hint: String,
    },
    /// The element is there and cannot be used: hidden, disabled, covered.
    #[error("{target} cannot be used{}: {cause}", after(.waited))]
    NotReady {
        /// What was looked for, in words.
        target: String,
        /// How long it was waited for.
        waited: Duration,
        /// Which of the conditions failed.
        cause: String,
    },
    /// The address could not be opened: connection refused, too many redirects, no such host.
    #[error("cannot open {url}: {cause}")]
    Unreachable {
        /// The address.
        url: String,
        /// What went wrong.
        cause: String,
    },
    /// This agent cannot do that (the embedded one runs no JavaScript).
    #[error("the {agent} agent cannot {what}")]
    Unsupported {
        /// `webdriver` or `embedded`.
        agent: &'static str,
        /// What was asked for.
        what: String,
    },
    /// The browser or its driver failed: an environment problem, never the app's fault.
    #[error("the browser failed: {0}")]
    Broken(String),
}

/// What plays the user. Every call waits until what it needs is there, or `within` has passed.
///
/// Boxed futures keep the trait usable as `dyn Agent`: two implementations, chosen at run time.
pub trait Agent: Send + fmt::Debug {
    /// `webdriver` or `embedded`.
    fn kind(&self) -> &'static str;
    /// What plays the user, for a person: `chrome-headless-shell 156.0.8078.73`, `embedded (no JavaScript)`.
    fn describe(&self) -> String;
    /// Opens an address, as if typed into the address bar; follows redirects.
    fn open<'a>(&'a mut self, url: &'a str, within: Duration) -> Doing<'a, ()>;
    /// Clicks, and waits until the page that follows, if any, has loaded.
    fn click<'a>(&'a mut self, target: &'a Target, within: Duration) -> Doing<'a, ()>;
    /// Replaces a field's text.
    fn fill<'a>(&'a mut self, target: &'a Target, text: &'a str, within: Duration)
    -> Doing<'a, ()>;
    /// Chooses an option of a drop-down list, by its text or value.
    fn select<'a>(
        &'a mut self,
        target: &'a Target,
        option: &'a str,
        within: Duration,
    ) -> Doing<'a, ()>;
    /// Presses a key in the field that was last used: `Enter`, `Tab`, `Escape`, …
    fn press<'a>(&'a mut self, key: &'a str, within: Duration) -> Doing<'a, ()>;
    /// Submits the form that holds the target, or the page's only form.
    fn submit<'a>(&'a mut self, target: Option<&'a Target>, within: Duration) -> Doing<'a, ()>;
    /// Fills fields, found by CSS selectors, and submits their form: faster than a user, for pages that are not
    /// under test.
    fn enter<'a>(&'a mut self, fields: &'a [(&'a str, String)], within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            let css = |selector: &str| Target::Css(selector.to_owned());
            for (selector, text) in fields {
                self.fill(&css(selector), text, within).await?;
            }
            let last = fields.last().map(|(selector, _)| css(selector));
            self.submit(last.as_ref(), within).await
        })
    }
    /// What the user sees now.
    fn page(&mut self) -> Doing<'_, Page>;
    /// Every element that fits, now (no waiting).
    fn find<'a>(&'a mut self, target: &'a Target, act: Act) -> Doing<'a, Vec<Element>>;
    /// Cookies that would be sent to `url`, `HttpOnly` ones included.
    fn cookies<'a>(&'a mut self, url: &'a str) -> Doing<'a, Vec<Cookie>>;
    /// Takes cookies as if `url` had set them. An agent that cannot says no, and has none of them.
    fn lend<'a>(&'a mut self, url: &'a str, cookies: &'a [Cookie]) -> Doing<'a, bool> {
        let _ = (url, cookies);
        Box::pin(std::future::ready(Ok(false)))
    }
    /// A picture of the page (PNG), where the agent can make one.
    fn screenshot(&mut self) -> Doing<'_, Option<Vec<u8>>>;
    /// Ends the session. Dropping an agent must end its processes as well.
    fn close(&mut self) -> Doing<'_, ()>;
}

/// The future of one act of an agent.
pub type Doing<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, AgentError>> + Send + 'a>>;
