//! What the API says when it does not do what it is asked: one shape, with a way out; and the
//! extractors that say it of unreadable requests.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{StatusCode, request::Parts};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use crate::oidc::error::Error;
use crate::seed::{SeedError, error::nearest};

/// A refusal.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, thiserror::Error,
)]
#[error("{message} ({code}); {help}")]
pub struct Refusal {
    /// The status that it is sent with.
    #[serde(skip)]
    #[schema(ignore)]
    pub status: StatusCode,
    /// A name for programs: `unknown_tenant`, `invalid_body`, …
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Refusal {
    /// A refusal of this status.
    pub fn new(
        status: StatusCode,
        code: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            help: help.into(),
        }
    }

    /// 400.
    pub fn bad_request(code: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, help)
    }

    /// 404, with the names that there are; the nearest one comes first in the help.
    pub fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let meant = known
            .iter()
            .map(|known| (strsim::jaro_winkler(known, name), known))
            .filter(|(score, _)| *score > 0.8)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, known)| format!("did you mean `{known}`? "))
            .unwrap_or_default();
        let help = match known.len() {
            0 => "there is none".to_owned(),
            1..=20 => format!("{meant}there are: {}", known.join(", ")),
            n => format!("{meant}there are {n}"),
        };
        let code = format!("unknown_{}", what.replace(' ', "_"));
        let message = format!("there is no {what} `{name}`");
        Self::new(StatusCode::NOT_FOUND, &code, message, help)
    }

    /// What the engine refused.
    pub fn of_engine(error: &Error) -> Self {
        let reason = error.reason.clone().unwrap_or_default();
        Self::new(
            error.status,
            error.code,
            error.description.as_deref().unwrap_or(error.code),
            reason,
        )
    }

    /// A mistake in a seed.
    pub fn of_seed(error: &SeedError) -> Self {
        let help = error.help.clone();
        let help = help.unwrap_or_else(|| "`mock-idp schema` describes seeds".to_owned());
        let place = if error.line > 0 {
            format!(" (line {}, column {})", error.line, error.column)
        } else {
            String::new()
        };
        Self::bad_request("invalid_seed", format!("{}{place}", error.message), help)
    }

    /// What a JSON or query reader said.
    fn unreadable(code: &str, said: &str, help: &str) -> Self {
        let help = nearest(said).unwrap_or_else(|| help.to_owned());
        Self::bad_request(code, said, help)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

/// A request's JSON. An empty body counts as an empty object, whatever its `Content-Type`.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejected| {
            let text = rejected.body_text();
            Refusal::new(rejected.status(), "invalid_body", text, "send less")
        })?;
        read(&bytes).map(Self)
    }
}

/// Reads JSON; unknown members are told with the nearest known one.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let bytes = if bytes.trim_ascii().is_empty() {
        b"{}"
    } else {
        bytes
    };
    serde_json::from_slice(bytes).map_err(|error| {
        let help = "the body is a JSON object; /api/openapi.json says of what";
        Refusal::unreadable("invalid_body", &error.to_string(), help)
    })
}

/// A request's query.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let read = axum::extract::Query::try_from_uri(&parts.uri);
        read.map(|read| Self(read.0)).map_err(|rejected| {
            let text = rejected.body_text();
            let said = text.trim_start_matches("Failed to deserialize query string: ");
            let help = "/api/openapi.json lists the parameters";
            Refusal::unreadable("invalid_query", said, help)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Change {
        #[expect(dead_code, reason = "only read")]
        advance: Option<u64>,
        #[expect(dead_code, reason = "only read")]
        freeze: Option<bool>,
    }

    #[test]
    fn unknown_members_and_names_are_told_with_the_nearest_one() {
        let refusal = read::<Change>(br#"{"advnace": 1}"#).unwrap_err();
        insta::assert_snapshot!(refusal, @"unknown field `advnace`, expected `advance` or `freeze` at line 1 column 10 (invalid_body); did you mean `advance`?");
        let refusal = Refusal::unknown("tenant", "defualt", ["default", "other"]);
        insta::assert_snapshot!(refusal, @"there is no tenant `defualt` (unknown_tenant); did you mean `default`? there are: default, other");
        assert!(read::<Change>(b" ").is_ok());
        assert!(read::<Change>(b"\xff").is_err());
    }
}
