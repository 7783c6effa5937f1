//! The page at the end of a sign-out that has nowhere to go back to.

use crate::oidc::exchange::Request;

/// The page, which looks like Logto's: a green check, the news, "Powered By".
pub(super) fn page(_: &Request) -> String {
    PAGE.to_owned()
}

/// Logto's name is text by way of the style sheet, the drawings are our own.
const PAGE: &str = include_str!("../../templates/logto/signed_out.html");
