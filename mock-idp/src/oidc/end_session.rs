//! Sign-out that a client asks for (OpenID Connect RP-Initiated Logout).
//!
//! ```text
//! GET|POST /session/end ─► page that posts itself ─► POST /session/end/confirm ─► the client, or /session/end/success
//! ```
//!
//! The user is never asked. The page's form carries a value that only this browser's session knows.

mod confirm;
mod start;
mod success;

pub(crate) use confirm::handle as confirm;
pub(crate) use start::handle as start;
pub(crate) use success::handle as success;

use super::{
    cookies::Cookies,
    error::Error,
    exchange::{Reply, Request},
    session::Current,
    tx::Tx,
};

/// Runs a step with the request's session. It is saved whether or not the step succeeds.
fn with_session(
    tx: &mut Tx<'_>,
    request: &Request,
    step: impl FnOnce(&mut Tx<'_>, &mut Current) -> Result<Reply, Error>,
) -> Reply {
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_ref(), &request.origin, tx.now);
    let mut current = Current::load(tx, request, &mut cookies);
    let mut reply = step(tx, &mut current).unwrap_or_else(|error| Reply::refusal(&error));
    current.save(tx, &mut cookies);
    cookies.write_to(&mut reply.headers);
    reply
}
