//! What goes wrong in a connector, and what Logto answers then.

use http::StatusCode;
use serde_json::{Value, json};

use crate::logto::ApiError;

/// A connector's refusal, or an accident on the way to the other provider.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectorError {
    /// The other provider sent the person back without a code. Holds what it sent.
    AuthorizationFailed(Option<Value>),
    /// The other provider answered what it should not: Zod's error, or the text that was no JSON.
    InvalidResponse(Value),
    /// The stored settings are not what the connector needs. Zod's error.
    InvalidConfig(Value),
    /// The other provider gave no access token for the code.
    AuthCodeInvalid(Option<Value>),
    /// The other provider did not accept its own access token.
    AccessTokenInvalid,
    /// The other provider's ID token does not hold.
    IdTokenInvalid(Value),
    /// Anything else that the connector noticed.
    General(Value),
    /// The connector cannot do what was asked.
    NotImplemented,
    /// The token endpoint's answer is no JSON: the parser's words.
    Unparsable(String),
    /// The other provider cannot be reached or takes too long.
    Unreachable,
}

impl ConnectorError {
    /// A general error that consists of a text.
    pub fn general(message: impl Into<String>) -> Self {
        Self::General(json!({ "message": message.into() }))
    }

    /// A response that consists of a text, where it should be JSON.
    pub fn no_json(text: &str) -> Self {
        Self::InvalidResponse(json!({ "message": text }))
    }

    /// An error answer of a token endpoint. Logto turns its unread body into text and gets `{}`: what
    /// the other provider said is lost.
    pub fn unread_answer() -> Self {
        Self::general("{}")
    }
}

impl From<ConnectorError> for ApiError {
    fn from(error: ConnectorError) -> Self {
        let (status, code, data) = match error {
            ConnectorError::AuthorizationFailed(data) => (
                StatusCode::UNAUTHORIZED,
                "connector.authorization_failed",
                data,
            ),
            ConnectorError::AuthCodeInvalid(data) => (
                StatusCode::UNAUTHORIZED,
                "connector.social_auth_code_invalid",
                data,
            ),
            ConnectorError::AccessTokenInvalid => (
                StatusCode::UNAUTHORIZED,
                "connector.social_invalid_access_token",
                None,
            ),
            ConnectorError::IdTokenInvalid(data) => (
                StatusCode::UNAUTHORIZED,
                "connector.social_invalid_id_token",
                Some(data),
            ),
            ConnectorError::InvalidResponse(data) => (
                StatusCode::BAD_REQUEST,
                "connector.invalid_response",
                Some(data),
            ),
            ConnectorError::InvalidConfig(data) => (
                StatusCode::BAD_REQUEST,
                "connector.invalid_config",
                Some(data),
            ),
            ConnectorError::General(data) => {
                let description = (data.get("errorDescription"))
                    .and_then(Value::as_str)
                    .map_or_else(|| data.to_string(), str::to_owned);
                return Self::bad_request("connector.general")
                    .with("errorDescription", description)
                    .with_data(data);
            }
            ConnectorError::NotImplemented => (
                StatusCode::NOT_IMPLEMENTED,
                "connector.not_implemented",
                None,
            ),
            ConnectorError::Unparsable(message) => {
                return Self::message_only(StatusCode::BAD_REQUEST, message);
            }
            ConnectorError::Unreachable => return Self::internal(),
        };
        let error = Self::new(status, code);
        match data {
            Some(data) => error.with_data(data),
            None => error,
        }
    }
}
