//! What a run says about its browser.

use std::{ffi::OsString, time::Duration};

use url::Url;

/// Which browser is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BrowserChoice {
    /// The fastest that is installed: chrome-headless-shell, else Chrome, else Firefox. A visible
    /// window leaves out the first.
    #[default]
    Auto,
    /// Chrome or Chromium.
    Chrome,
    /// Chrome's old headless mode, a binary of its own.
    ChromeHeadlessShell,
    /// Firefox.
    Firefox,
}

/// How scenarios are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    /// A user context each, in one running browser; falls back to sessions where there are none.
    #[default]
    UserContext,
    /// A browser and a profile each.
    Session,
}

/// Everything that can be said about the browser.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which browser.
    pub browser: BrowserChoice,
    /// Whether its window can be seen.
    pub headed: bool,
    /// A pause before each act, for people who watch.
    pub slow: Duration,
    /// Width and height of the window.
    pub window: (u32, u32),
    /// Whether the user prefers dark pages.
    pub dark: bool,
    /// A driver or grid that runs already; nothing is started then.
    pub webdriver_url: Option<Url>,
    /// The `PATH` in which browsers and drivers are looked for (macOS: also where it installs apps).
    pub path: Option<OsString>,
    /// Whether a cookie without `SameSite` is `Lax` from the start (Chrome grants two minutes in which
    /// it travels with a cross-site POST).
    pub strict_same_site: bool,
    /// How scenarios are kept apart.
    pub isolation: Isolation,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            browser: BrowserChoice::Auto,
            headed: false,
            slow: Duration::ZERO,
            window: (1280, 800),
            dark: false,
            webdriver_url: None,
            path: None,
            strict_same_site: false,
            isolation: Isolation::UserContext,
        }
    }
}
