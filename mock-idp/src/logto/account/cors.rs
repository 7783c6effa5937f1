//! Scripts of any origin may call: the Account API is made for pages of applications.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::base::journal::Trace;

/// What Logto's middleware allows everywhere.
const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,PUT,POST,DELETE,PATCH");
const ANY: HeaderValue = HeaderValue::from_static("*");

/// Answers preflights (Fetch standard section 3.2.2) and adds the headers to all other answers.
pub(super) async fn open(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN);
    let origin = origin.filter(|origin| !origin.is_empty()).cloned();
    let origin = origin.unwrap_or(ANY);
    if request.method() != Method::OPTIONS {
        let mut response = next.run(request).await;
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, ANY);
        return response;
    }
    if request
        .headers()
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
    {
        preflight(request.headers(), origin)
    } else {
        next.run(request).await
    }
}

fn preflight(asked: &HeaderMap, origin: HeaderValue) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    if let Some(names) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    response.extensions_mut().insert(Trace {
        endpoint: super::router::ENDPOINT,
        ..Trace::default()
    });
    response
}
