//! What Logto's own APIs answer when they refuse: `{code, data?, details?, message}`.
//!
//! An error is a value until it is answered; only then its text is chosen, in the language that the
//! request accepts. OAuth errors of `/oidc` have an envelope of their own; where one turns up under
//! `/api` (no interaction session), it is shown in that envelope's members.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use super::phrases::{self, Language};
use crate::{base::journal, oidc};

/// A refusal of one of Logto's APIs.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// Logto's code, `session.not_found` for example; empty where the body only has a message.
    pub code: Cow<'static, str>,
    /// The message, where it is no phrase of the code: what a parser or a connector said.
    pub message: Option<String>,
    /// What the phrase is completed with: `{{name}}` becomes the value.
    pub words: Vec<(&'static str, String)>,
    /// More about it, for programs. In a box: errors are moved about a lot and seldom have any.
    pub data: Option<Box<Value>>,
    /// More about it, for people who write programs.
    pub details: Option<String>,
    /// The OAuth error behind it.
    pub oauth: Option<Box<oidc::error::Error>>,
}

impl ApiError {
    /// An error with a code.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code: code.into(),
            message: None,
            words: Vec::new(),
            data: None,
            details: None,
            oauth: None,
        }
    }

    /// 400: what Logto answers where a code comes without a status.
    pub fn bad_request(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// 404 with a code.
    pub fn not_found(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code)
    }

    /// 422 with a code.
    pub fn unprocessable(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code)
    }

    /// An error without a code: `{message}`.
    pub fn message_only(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            message: Some(message.into()),
            ..Self::new(status, "")
        }
    }

    /// 500, as Logto answers when something failed that it did not foresee.
    pub fn internal() -> Self {
        Self::message_only(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error.")
    }

    /// The same error with a value for `{{name}}` in its phrase.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.words.push((name, value.into()));
        self
    }

    /// The same error with data.
    #[must_use]
    pub fn with_data(mut self, data: Value) -> Self {
        self.data = Some(Box::new(data));
        self
    }

    /// The same error with details.
    #[must_use]
    pub fn with_details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// The text in a language.
    pub fn text(&self, language: Language) -> String {
        match &self.message {
            Some(message) => message.clone(),
            None => phrases::error(&self.code, language, &self.words),
        }
    }

    /// The body in a language.
    pub fn to_json(&self, language: Language) -> Value {
        let mut body = Map::new();
        if !self.code.is_empty() {
            body.insert("code".into(), self.code.as_ref().into());
        }
        if let Some(data) = &self.data {
            body.insert("data".into(), (**data).clone());
        }
        if let Some(details) = &self.details {
            body.insert("details".into(), details.as_str().into());
        }
        body.insert("message".into(), self.text(language).into());
        if let Some(oauth) = &self.oauth {
            body.extend(oauth.to_json());
        }
        Value::Object(body)
    }

    /// The answer in a language.
    pub fn to_response(&self, language: Language) -> Response {
        let mut response = (self.status, self.to_json(language).to_string()).into_response();
        response.headers_mut().insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
        response
    }

    /// What the journal is told.
    pub fn problem(&self) -> journal::Problem {
        journal::Problem {
            error: self.code.to_string(),
            description: self.text(Language::ENGLISH),
            reason: self
                .oauth
                .as_ref()
                .and_then(|oauth| oauth.reason.clone())
                .unwrap_or_default(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.to_response(Language::ENGLISH)
    }
}

impl From<oidc::error::Error> for ApiError {
    /// Logto: `oidc.` and the OAuth code, but for a session that is not there.
    fn from(error: oidc::error::Error) -> Self {
        let description = error.description.as_deref().unwrap_or_default();
        let no_session = (description.contains("session") && description.contains("not found"))
            || description.contains("authorization request has expired");
        let code = if no_session {
            Cow::Borrowed("session.not_found")
        } else {
            Cow::Owned(format!("oidc.{}", error.code))
        };
        Self {
            oauth: Some(Box::new(error.clone())),
            ..Self::new(error.status, code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_come_in_logtos_order() {
        let error = ApiError::unprocessable("user.missing_profile")
            .with_data(json!({"missingProfile": ["username"]}));
        assert_eq!(
            error.to_json(Language::ENGLISH).to_string(),
            r#"{"code":"user.missing_profile","data":{"missingProfile":["username"]},"message":"You need to provide additional info before signing-in."}"#
        );
        assert_eq!(
            ApiError::internal().to_json(Language::ENGLISH).to_string(),
            r#"{"message":"Internal server error."}"#
        );
    }

    #[test]
    fn phrases_are_completed_or_left_alone() {
        let error = ApiError::not_found("user.user_not_exist").with("identifier", "a@b.example");
        assert_eq!(
            error.text(Language::ENGLISH),
            "User with a@b.example does not exist."
        );
        let error = ApiError::bad_request("guard.invalid_input");
        assert_eq!(
            error.text(Language::ENGLISH),
            "The request {{type}} is invalid."
        );
    }

    #[test]
    fn a_missing_session_keeps_its_oauth_members() {
        let error = oidc::error::Error::invalid_request("interaction session id cookie not found");
        assert_eq!(
            ApiError::from(error).to_json(Language::ENGLISH).to_string(),
            r#"{"code":"session.not_found","message":"Session not found. Please go back and sign in again.","error":"invalid_request","error_description":"interaction session id cookie not found"}"#
        );
        let error = oidc::error::Error::invalid_request("interaction client_id mismatch");
        assert_eq!(ApiError::from(error).code, "oidc.invalid_request");
    }
}
