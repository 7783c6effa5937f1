//! OAuth errors as values: code, description, status, and where they may be shown.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::base::journal::Problem;

/// An OAuth or OpenID Connect error (RFC 6749 sections 4.1.2.1 and 5.2).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{code}: {}", description.as_deref().unwrap_or_default())]
pub struct Error {
    /// The error code.
    pub code: &'static str,
    /// What the client is told. Some errors have none.
    pub description: Option<String>,
    /// The HTTP status where the error is not carried by a redirect.
    pub status: StatusCode,
    /// The scope member of `invalid_scope` and `insufficient_scope`.
    pub scope: Option<String>,
    /// Which check failed and how to mend it, for the journal; never told to the client.
    pub reason: Option<String>,
    /// `WWW-Authenticate`, where the answer carries one (RFC 9110 section 11.6.1).
    pub challenge: Option<Box<str>>,
    /// The browser must not show the answer to the page that asked: its origin is not the client's.
    pub origin_refused: bool,
}

impl Error {
    /// An error with status 400.
    pub fn new(code: &'static str, description: impl Into<String>) -> Self {
        Self {
            code,
            description: Some(description.into()),
            status: StatusCode::BAD_REQUEST,
            scope: None,
            reason: None,
            challenge: None,
            origin_refused: false,
        }
    }

    /// An error that Logto answers without a description.
    pub fn bare(code: &'static str) -> Self {
        Self {
            description: None,
            ..Self::new(code, "")
        }
    }

    /// `invalid_request` with a description.
    pub fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// `invalid_grant`: the client is always told the same; the reason goes to the journal.
    pub fn invalid_grant(reason: impl Into<String>) -> Self {
        Self::new("invalid_grant", "grant request is invalid").because(reason)
    }

    /// The same error with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same error with a scope member.
    #[must_use]
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The same error with a reason for the journal.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// `server_error` with status 500: something failed that no request can make fail.
    pub fn server_error(reason: impl Into<String>) -> Self {
        Self::new("server_error", "oops! something went wrong")
            .with_status(StatusCode::INTERNAL_SERVER_ERROR)
            .because(reason)
    }

    /// The same error, as an answer to credentials that were not accepted: `scheme` and `realm`, then
    /// the error's members where `told`.
    #[must_use]
    pub fn challenging(mut self, scheme: &str, realm: &str, told: bool) -> Self {
        let mut challenge = format!("{scheme} realm=\"{realm}\"");
        if told {
            for (name, value) in self.to_json() {
                challenge.push_str(", ");
                challenge.push_str(&name);
                challenge.push_str("=\"");
                challenge.push_str(value.as_str().unwrap_or_default());
                challenge.push('"');
            }
        }
        self.challenge = Some(challenge.into());
        self
    }

    /// What the journal is told.
    pub fn to_problem(&self) -> Problem {
        Problem {
            error: self.code.to_owned(),
            description: self.description.clone().unwrap_or_default(),
            reason: self.reason.clone().unwrap_or_default(),
        }
    }

    /// `error`, `error_description`, `scope` in this order, as a JSON object.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("error".into(), self.code.into());
        if let Some(description) = &self.description {
            body.insert("error_description".into(), description.clone().into());
        }
        if let Some(scope) = &self.scope {
            body.insert("scope".into(), scope.clone().into());
        }
        body
    }
}
