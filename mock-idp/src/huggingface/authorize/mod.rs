//! The authorization endpoint (RFC 6749 section 3.1): a page for the user, then a redirect to the application.
//!
//! A request goes through the checks of [`request`], in order. Then [`mod@show`] sends to the sign-in page,
//! answers at once where the same was consented to before, or shows the consent page; the page's form is
//! posted to the same address, where [`mod@decide`] takes the user's word. [`respond`] builds the redirects.

pub mod decide;
pub mod request;
pub mod respond;
pub mod show;

pub use decide::decide;
pub use show::{PATH, show};
