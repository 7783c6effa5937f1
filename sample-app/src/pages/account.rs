//! The account page: what the application knows of the person and from where.

use askama::Template;

use super::{Person, Row};

/// See the module's description.
#[derive(Debug, Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    /// Who is signed in.
    pub(crate) person: Person,
    /// The claims of the ID token.
    pub(crate) id_token: Vec<Row>,
    /// The claims of the userinfo endpoint, or why there are none.
    pub(crate) user_info: UserInfo,
    /// The access tokens, without their secrets.
    pub(crate) tokens: Vec<TokenRow>,
}

/// What came from the userinfo endpoint.
#[derive(Debug)]
pub(crate) enum UserInfo {
    /// Claims.
    Claims(Vec<Row>),
    /// Why there are none.
    Problem(String),
}

/// An access token, or why there is none.
#[derive(Debug)]
pub(crate) struct TokenRow {
    /// Whom it is for.
    pub(crate) audience: String,
    /// Until when it is good, or why there is none.
    pub(crate) state: String,
    /// Whether there is one.
    pub(crate) usable: bool,
    /// What it is good for.
    pub(crate) scopes: Vec<String>,
}
