//! What answers requests. A handler is three moves: read the request, ask `logto`, show a page or send
//! the browser on.
//!
//! No address to send the browser to is ever taken from a request: there is home, Logto's authorization
//! endpoint and Logto's end-session endpoint, and no more.

mod account;
mod acting;
mod assets;
mod backchannel_logout;
mod callback;
mod home;
mod not_found;
mod notice;
mod paths;
mod problem;
mod router;
mod sign_in;
mod sign_out;
mod state;
mod visitor;

pub(crate) use router::routes;
pub(crate) use state::App;
