//! Requests as the engine reads them.

use axum::body::{Body, HttpBody, to_bytes};
use bytes::Bytes;
use http::{HeaderMap, Uri, header, request::Parts};

use super::body;
use crate::oidc::{exchange::Request, params::Params, profile::Profile};

/// How large a body may be: 56 kB.
const LIMIT: usize = 56 * 1024;

/// Why a request cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The body is larger than 56 kB, or broke off.
    TooLarge,
    /// The body holds a NUL byte.
    NulByte,
}

/// A request that cannot be read: why, and all of it but the body.
#[derive(Debug)]
pub struct Unread {
    /// Why.
    pub problem: Unreadable,
    /// What is known of it.
    pub parts: Parts,
}

/// Reads a request. The path is taken relative to the profile's mount.
pub async fn read(request: http::Request<Body>, profile: &Profile) -> Result<Request, Box<Unread>> {
    let origin = origin(request.uri(), request.headers(), profile);
    read_below(request, profile.mount, origin).await
}

/// The same where the mount and the origin are known.
pub async fn read_below(
    request: http::Request<Body>,
    mount: &str,
    origin: String,
) -> Result<Request, Box<Unread>> {
    let (parts, body) = request.into_parts();
    let bytes = match text(body).await {
        Ok(bytes) => bytes,
        Err(problem) => return Err(Box::new(Unread { problem, parts })),
    };
    let content_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let (content, params) = body::parse(content_type, &bytes);
    let path = parts.uri.path();
    let path = path.strip_prefix(mount).unwrap_or(path);
    Ok(Request {
        method: parts.method,
        path: if path.is_empty() { "/" } else { path }.to_owned(),
        origin,
        query: Params::decode(parts.uri.query().unwrap_or_default()),
        body: params,
        content,
        headers: parts.headers,
    })
}

/// The whole body, free of NUL bytes.
async fn text(body: Body) -> Result<Bytes, Unreadable> {
    // A body that announces its size is not waited for.
    if body.size_hint().lower() > LIMIT as u64 {
        return Err(Unreadable::TooLarge);
    }
    let bytes = to_bytes(body, LIMIT)
        .await
        .map_err(|_| Unreadable::TooLarge)?;
    if bytes.contains(&0) {
        return Err(Unreadable::NulByte);
    }
    Ok(bytes)
}

/// `scheme://host` of the request, as the client sees it.
pub fn origin(uri: &Uri, headers: &HeaderMap, profile: &Profile) -> String {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = |name: &'static str| {
        let value = text(header::HeaderName::from_static(name)).filter(|_| profile.trust_proxy)?;
        value.split(',').next().map(str::trim)
    };
    let (own_scheme, own_host) = profile
        .issuer
        .split_once("://")
        .unwrap_or(("http", &profile.issuer));
    let own_host = own_host.split('/').next().unwrap_or(own_host);
    let scheme = forwarded("x-forwarded-proto").unwrap_or(own_scheme);
    let host = forwarded("x-forwarded-host")
        .or_else(|| text(header::HOST))
        .or_else(|| uri.authority().map(http::uri::Authority::as_str))
        .filter(|host| !host.is_empty())
        .unwrap_or(own_host);
    format!("{scheme}://{host}")
}
