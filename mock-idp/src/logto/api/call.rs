//! A call of one of Logto's JSON APIs, read once.

use std::convert::Infallible;

use axum::{
    body::to_bytes,
    extract::{ConnectInfo, FromRequest, FromRequestParts, RawPathParams, Request as HttpRequest},
};
use http::{StatusCode, header};
use serde_json::{Map, Value};

use super::{
    guard::{self, Members, Part},
    json_text,
};
use crate::{
    logto::{ApiError, App, phrases::Language},
    oidc::{exchange::Request, params::Params, transport},
};

/// How large a body may be: 1 MB.
const LIMIT: usize = 1 << 20;

/// A call. A body that cannot be read is told when it is asked for, because other checks come first.
#[derive(Debug)]
pub struct Call {
    /// The request without its body, as the engine takes it.
    pub request: Request,
    /// From where it came; the loopback address where the server does not tell.
    pub ip: String,
    params: Vec<(String, String)>,
    body: Result<Value, ApiError>,
}

impl Call {
    /// A parameter of the path; empty when the route has none of that name.
    pub fn param(&self, name: &str) -> &str {
        self.params
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// The language of the answer's texts.
    pub fn language(&self) -> Language {
        Language::of_request(&self.request.headers, self.request.query.get("locale"))
    }

    /// Reads the body; 400 when it is no JSON, or not what is asked for.
    pub fn body<T>(&self, read: impl FnOnce(&mut Members<'_>) -> Option<T>) -> Result<T, ApiError> {
        let body = self.body.as_ref().map_err(Clone::clone)?;
        guard::read(Part::Body, body, read)
    }

    /// The body as it came; 400 when it is no JSON.
    pub fn json(&self) -> Result<&Value, ApiError> {
        self.body.as_ref().map_err(Clone::clone)
    }

    /// Reads the query; 400 when it is not what is asked for.
    pub fn query<T>(
        &self,
        read: impl FnOnce(&mut Members<'_>) -> Option<T>,
    ) -> Result<T, ApiError> {
        guard::read(Part::Query, &members(self.request.query.pairs()), read)
    }
}

/// Parameters as an object: a name that comes twice leads to a list.
fn members(pairs: &[(String, String)]) -> Value {
    let mut members = Map::new();
    for (name, value) in pairs {
        let value = Value::from(value.as_str());
        match members.get_mut(name) {
            None => {
                members.insert(name.clone(), value);
            }
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Value::Object(members)
}

fn parse(content_type: &str, bytes: &[u8]) -> Result<Value, ApiError> {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let text = String::from_utf8_lossy(bytes);
    let empty = || Value::Object(Map::new());
    match media_type.to_ascii_lowercase().as_str() {
        "application/json" if text.is_empty() => Ok(empty()),
        "application/json" => {
            let refuse =
                |message: &str| Err(ApiError::message_only(StatusCode::BAD_REQUEST, message));
            if !text.trim_start().starts_with(['{', '[']) {
                return refuse("invalid JSON, only supports object and array");
            }
            json_text::parse(&text).or_else(|message| refuse(&message))
        }
        "application/x-www-form-urlencoded" => Ok(members(Params::decode(&text).pairs())),
        other if other.starts_with("text/") && !text.is_empty() => Ok(text.as_ref().into()),
        _ => Ok(empty()),
    }
}

impl FromRequest<App> for Call {
    type Rejection = Infallible;

    async fn from_request(request: HttpRequest, app: &App) -> Result<Self, Infallible> {
        let (mut parts, body) = request.into_parts();
        let params = RawPathParams::from_request_parts(&mut parts, app).await;
        let params = params
            .iter()
            .flat_map(|params| params.iter())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let content_type = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let body = match to_bytes(body, LIMIT).await {
            Ok(bytes) => parse(content_type, &bytes),
            Err(_) => Err(ApiError::message_only(
                StatusCode::PAYLOAD_TOO_LARGE,
                "request entity too large",
            )),
        };
        let origin = transport::origin(&parts.uri, &parts.headers, app.profile());
        let mut request = Request::new(parts.method, &origin, parts.uri.path());
        request.query = Params::decode(parts.uri.query().unwrap_or_default());
        request.headers = parts.headers;
        let ip = parts
            .extensions
            .get::<ConnectInfo<std::net::SocketAddr>>()
            .map_or_else(
                || "127.0.0.1".into(),
                |info| info.0.ip().to_canonical().to_string(),
            );
        Ok(Self {
            request,
            ip,
            params,
            body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bodies_by_their_type() {
        let json = "application/json; charset=utf-8";
        let form = "application/x-www-form-urlencoded";
        assert_eq!(parse(json, b"{\"a\": 1}"), Ok(json!({"a": 1})));
        assert_eq!(parse(json, b""), Ok(json!({})));
        assert_eq!(parse("", b"{\"a\": 1}"), Ok(json!({})));
        assert_eq!(
            parse(form, b"a=1&b=2&b=3"),
            Ok(json!({"a": "1", "b": ["2", "3"]}))
        );
        let refused = |text: &[u8]| parse(json, text).unwrap_err().message;
        assert_eq!(
            refused(b"3").as_deref(),
            Some("invalid JSON, only supports object and array")
        );
        assert!(
            refused(b"{nonsense")
                .unwrap()
                .starts_with("Expected property name")
        );
    }
}
