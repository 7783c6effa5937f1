//! The agent without a browser: HTTP, cookies, links and forms, no JavaScript.
//!
//! It does what a browser with scripts turned off does, and says so (`describe`). What
//! `noscript` holds is visible; style sheets are not read, only `hidden` and inline styles. Nothing on
//! a page changes by itself, so nothing is waited for: what is not there now will not come.
//!
//! One rule goes beyond a browser without scripts, because protocols rely on it: a page that consists
//! of one form which its script submits on load (OAuth 2.0 Form Post Response Mode, Logto's sign-out
//! page) is submitted (`carry`).
//!
//! - `agent`: carries out what is decided; `acts`: which element is meant; `effect`: what it does
//! - `visit`, `referrer`: requests, redirects, what a browser adds to them
//! - `document`, `text`, `names`: what is on a page, how it reads, what things are called
//! - `locate`: which elements a target could mean
//! - `form`, `entries`, `validity`: controls, what they send, and what keeps them from sending
//! - `carry`: pages that go on by themselves

mod acts;
mod agent;
mod carry;
mod document;
mod effect;
mod entries;
mod form;
mod locate;
mod names;
mod referrer;
mod text;
mod validity;
mod visit;
mod wanted;

pub use agent::Embedded;
