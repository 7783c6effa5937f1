//! The Account API: people see and change their own account with the access token that an application got
//! for them, under `/api/my-account` and `/api/verifications`.
//!
//! - [`mod@router`]: all calls; [`cors`]: scripts of any origin may make them.
//! - [`caller`]: whose token it is; [`visit`]: a call while it is done, and what it may do.
//! - [`center`]: what the tenant opened, field by field.
//! - [`record`]: what a person proved of late; sensitive calls name such a proof in `logto-verification-id`.
//! - one file per part of the account.
//!
//! Passkeys, uploads, and tokens of other providers are not built. What policies say of passwords, user
//! names, codes and second factors is the [`experience`](super::experience)'s; sessions, grants and factors
//! are shown as the [`management`](super::management) API shows them.

mod caller;
mod center;
mod cors;
mod grants;
mod identifiers;
mod identities;
mod mfa;
mod password;
mod profile;
mod record;
mod router;
mod settings;
mod verification;
mod visit;

pub use record::Records;
pub(in crate::logto) use router::paths;
pub(super) use router::routes;

#[cfg(test)]
mod tests;
