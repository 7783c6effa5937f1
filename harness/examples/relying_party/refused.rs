//! Why something of the provider, or of a browser, was not taken.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::pages;

/// Something was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// What came from outside is wrong: never a server error.
    Input(String),
    /// The provider does not take the access token (any more).
    Stale,
    /// A defect that ends in a server error.
    Crash,
}

impl Refused {
    /// What came from outside is wrong.
    pub(crate) fn because(why: impl Into<String>) -> Self {
        Self::Input(why.into())
    }

    /// The reason in words.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Input(why) => why,
            Self::Stale => "the provider refuses the access token",
            Self::Crash => "something broke",
        }
    }

    /// The answer to a browser.
    pub(crate) fn page(&self, title: &str) -> Response {
        match self {
            Self::Input(_) | Self::Stale => {
                let why = pages::escaped(self.reason());
                (StatusCode::BAD_REQUEST, pages::failed(title, &why)).into_response()
            }
            Self::Crash => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal server error").into_response()
            }
        }
    }
}

/// Refuses unless something holds.
pub(crate) fn check(holds: bool, otherwise: &str) -> Result<(), Refused> {
    if holds {
        Ok(())
    } else {
        Err(Refused::because(otherwise))
    }
}
