//! Cross-origin requests from scripts (Fetch standard section 3.2): preflights, the headers of
//! answers, and which origins a client allows.

use http::{HeaderName, StatusCode, header};

use super::{
    client::Client,
    error::Error,
    exchange::{Body, Reply, Request},
    redirect_origin,
};

/// Seconds a browser may remember a preflight's answer.
const MAX_AGE: &str = "3600";

/// How an endpoint may be called by scripts of other origins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cors {
    methods: &'static str,
    client_based: bool,
}

impl Cors {
    /// Any origin may call it.
    pub const fn open(methods: &'static str) -> Self {
        Self {
            methods,
            client_based: false,
        }
    }

    /// The origins that the client allows may call it.
    pub const fn of_clients(methods: &'static str) -> Self {
        Self {
            methods,
            client_based: true,
        }
    }

    /// The answer to a preflight. Any origin is allowed here: the client is not known yet. Nothing
    /// for an OPTIONS request that is no preflight.
    pub fn preflight(self, request: &Request) -> Option<Reply> {
        request.header(header::ACCESS_CONTROL_REQUEST_METHOD.as_str())?;
        let mut reply = Reply::new(StatusCode::NO_CONTENT, Body::Empty)
            .with_header(header::VARY, "Origin")
            .with_header(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin(request))
            .with_header(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE)
            .with_header(header::ACCESS_CONTROL_ALLOW_METHODS, self.methods);
        if let Some(asked) = request.header(header::ACCESS_CONTROL_REQUEST_HEADERS.as_str()) {
            reply = reply.with_header(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
        }
        Some(reply)
    }

    /// The answer with its headers: the origin is named unless the client was found to refuse it.
    #[must_use]
    pub fn decorate(self, request: &Request, refused: bool, reply: Reply) -> Reply {
        let mut reply = reply.with_header(header::VARY, "Origin");
        if !refused {
            reply = reply.with_header(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin(request));
        }
        if self.client_based {
            reply = reply.with_header(EXPOSE, "WWW-Authenticate");
        }
        reply
    }
}

const EXPOSE: HeaderName = header::ACCESS_CONTROL_EXPOSE_HEADERS;

fn origin(request: &Request) -> &str {
    request
        .header(header::ORIGIN.as_str())
        .filter(|origin| !origin.is_empty())
        .unwrap_or("*")
}

/// Refuses a script of an origin that the client does not allow: the request's own origin, one of
/// the client's list, and the origins of its redirection endpoints are allowed.
pub fn check(request: &Request, client: &Client) -> Result<(), Error> {
    let Some(origin) = request
        .header(header::ORIGIN.as_str())
        .filter(|origin| !origin.is_empty())
    else {
        return Ok(());
    };
    let allowed = origin == request.origin
        || client.cors_allowed_origins.iter().any(|o| o == origin)
        || client
            .redirect_uris
            .iter()
            .any(|uri| redirect_origin::allows(uri, origin));
    if allowed {
        return Ok(());
    }
    let mut error = Error::invalid_request(format!(
        "origin {origin} not allowed for client: {}",
        client.id
    ))
    .because(format!(
        "neither the client's corsAllowedOrigins nor its redirectUris have the origin `{origin}`"
    ));
    error.origin_refused = true;
    Err(error)
}
