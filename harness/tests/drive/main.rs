//! The room that talks, against a little app: the same table of acts is run by both agents.
//!
//! - `little_app`: the pages
//! - `person`, `table`: what an agent does on them and what has to come of it
//! - `names`: what things on a page are called
//! - `scripted`: pages whose scripts change them, for the browser alone
//! - `embedded`, `webdriver`: the table and the names, run by each agent, and what only one can do
//!
//! The browser's half is skipped, with a word, where no browser is installed; with
//! `REQUIRE_BROWSER=1` that is a failure.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod embedded;
mod http;
mod little_app;
mod names;
mod person;
mod scripted;
mod table;
mod webdriver;
