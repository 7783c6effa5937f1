//! `response_mode` (OAuth 2.0 Multiple Response Type Encoding Practices, Form Post Response Mode).

use super::Asked;
use crate::oidc::{error::Error, params::Params, tx::Tx};

/// How a response reaches the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    /// In the query of a redirect.
    Query,
    /// In the fragment of a redirect.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "query" => Some(Self::Query),
            "fragment" => Some(Self::Fragment),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }

    /// The one that is asked for, else the response type's own.
    pub(crate) fn of(params: &Params) -> Self {
        params
            .get("response_mode")
            .and_then(Self::parse)
            .unwrap_or_else(|| {
                if is_front_channel(params) {
                    Self::Fragment
                } else {
                    Self::Query
                }
            })
    }
}

/// Whether tokens would come straight from the authorization endpoint.
fn is_front_channel(params: &Params) -> bool {
    params
        .get("response_type")
        .is_some_and(|t| t.contains("token"))
}

/// Refuses unknown modes, and tokens in a query.
pub(super) fn check(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let Some(mode) = asked.params.get("response_mode") else {
        return Ok(());
    };
    match ResponseMode::parse(mode) {
        None => {
            let reason = format!("response_mode `{mode}` is none of query, fragment and form_post");
            asked.params.remove("response_mode");
            Err(Error::new(
                "unsupported_response_mode",
                "unsupported response_mode requested",
            )
            .because(reason))
        }
        Some(ResponseMode::Query) if is_front_channel(&asked.params) => {
            Err(Error::invalid_request(
                "requested response_mode is not allowed for the requested response_type",
            )
            .because("a response_type with tokens must not be answered in a query"))
        }
        Some(_) => Ok(()),
    }
}
