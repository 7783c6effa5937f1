//! The only room of the harness that talks: to browsers, to apps, to sockets.
//!
//! [`agent`] is the seam: one trait for what plays the user, with two implementations, `webdriver`
//! (a real browser through fantoccini) and `embedded` (reqwest, cookies, an HTML parser). What a step
//! says is decided by `run`; what a page shows is judged by `check`. Nothing in here judges.

pub mod agent;
pub mod app;
pub mod cookies;
pub mod embedded;
pub mod http;
pub mod minted;
pub mod ports;
pub mod reaper;
mod target;
pub mod tenant;
mod watchdog;
pub mod webdriver;
pub mod wire;
