//! The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2), and the checks
//! that it shares with pushed requests (RFC 9126) and device authorization (RFC 8628).
//!
//! ```text
//! request ─► session ─► checks, in order ─► account, grant ─► policy ─┬─► code ─► response mode
//!                  └─ first failure: refuse                           └─► interaction ─► (user) ─► resume
//! ```
//!
//! [`CHECKS`] is the rule set on one page: the first check that fails ends the request. [`refuse`] says
//! where an error may be shown, [`policy`] whether the user must be asked, [`code`] what is issued.

mod asked;
pub(crate) mod client;
pub(crate) mod code;
pub(crate) mod decide;
mod duplicates;
mod endpoint;
mod id_token_hint;
pub(crate) mod interact;
mod max_age;
mod pkce;
mod policy;
mod presence;
mod prompt;
pub(crate) mod pushed;
mod redirect_uri;
mod refuse;
mod resource;
mod respond;
mod response_mode;
mod response_type;
pub(crate) mod resume;
mod scope;
mod unsupported;

pub(crate) use asked::Asked;
pub(crate) use endpoint::{check_all, handle};

use Endpoint::{Authorization as A, DeviceAuthorization as D, PushedRequest as P};

use super::{error::Error, tx::Tx};

/// Where a request is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The authorization endpoint.
    Authorization,
    /// The pushed authorization request endpoint.
    PushedRequest,
    /// The device authorization endpoint.
    DeviceAuthorization,
}

/// One check: reads the request, fills in what it finds out, or refuses.
type Check = fn(&mut Asked, &Tx<'_>) -> Result<(), Error>;

/// The checks, in order, and where each applies.
const CHECKS: [(Check, &[Endpoint]); 19] = [
    (duplicates::check, &[A, P, D]),
    (unsupported::request_object, &[A, P, D]),
    (client::check, &[A, P, D]),
    (client::device_grant, &[D]),
    (pushed::load, &[A]),
    (response_mode::check, &[A, P]),
    (redirect_uri::assign_default, &[A, P]),
    (presence::of_oauth, &[A, P]),
    (unsupported::registration, &[A, P, D]),
    (response_type::check, &[A, P]),
    (presence::of_redirect_uri, &[A, P]),
    (prompt::check, &[A, P]),
    (scope::check, &[A, P, D]),
    (scope::openid_gated, &[A, P, D]),
    (redirect_uri::check, &[A, P]),
    (pkce::check, &[A, P]),
    (resource::check, &[A, P, D]),
    (max_age::check, &[A, P, D]),
    (id_token_hint::check, &[A, P, D]),
];
