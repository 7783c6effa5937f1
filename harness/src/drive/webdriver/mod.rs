//! The agent in a real browser, over WebDriver (W3C) with fantoccini.
//!
//! A [`Browser`] is one driver process with what it starts; a worker of a run has one. Each scenario
//! gets an agent of its own from it: a *context* in the running browser where there is a way to make one
//! (0.1 s), else a session with a fresh profile (0.4 to 1 s).
//!
//! - `options`, `places`: which browser, and where it is found
//! - `capabilities`, `driver`, `session`, `socket`, `contexts`, `browser`: from the binary to a session
//! - `agent`, `acts`, `keys`: the acts; `locate`, `settle`, `shown`, `submit`: the scripts they run in
//!   pages
//! - `line`: looks past the driver at pages that stay as they are
//! - `cookies`, `failure`: what browsers answer, in our words
//!
//! How an act works: one script (`locate`) lists what the target could mean, with everything that
//! decides whether it can be used; the choice is made in Rust, by the same code as the embedded agent's;
//! the act itself is WebDriver's own (element click, send keys), so it is a real user's; then `settle.js`
//! waits until no navigation is under way. The page load strategy is `normal`: the driver itself waits
//! for navigations it sees, also those of pages that submit a form as they load.

mod acts;
mod agent;
mod browser;
mod capabilities;
mod contexts;
mod cookies;
mod driver;
mod failure;
mod keys;
mod line;
mod locate;
mod options;
mod places;
mod session;
mod settle;
mod shown;
mod socket;

pub use agent::WebDriverAgent;
pub use browser::Browser;
pub use options::{BrowserChoice, Isolation, Options};
pub use places::{BrowserKind, Installed, NotInstalled, find};
