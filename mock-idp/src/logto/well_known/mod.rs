//! What anybody may ask: how signing in looks here, its texts, whether Logto is up.

mod account_center;
mod openapi;
mod phrases;
mod router;
mod sign_in_experience;

pub(super) use router::routes;
pub use sign_in_experience::full as full_sign_in_experience;

#[cfg(test)]
mod tests;
