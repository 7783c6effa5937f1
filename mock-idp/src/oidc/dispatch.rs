//! From a path and a method to an endpoint, and what every answer of an endpoint has in common.

use http::{Method, StatusCode, header};

use super::{
    discovery,
    endpoint::Endpoint,
    error::Error,
    exchange::{Reply, Request},
    jwks,
    tx::Tx,
};
use crate::base::journal::Trace;

/// Answers a request below the mount. Bad input is an answer like any other.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let Some((endpoint, uid)) = Endpoint::of(&request.path) else {
        return Reply::refusal(&unrecognized(request));
    };
    let cors = endpoint.cors();
    if let Some(cors) = cors.filter(|_| request.method == Method::OPTIONS) {
        return cors.preflight(request).unwrap_or_else(|| {
            Reply::refusal(&unrecognized(request)).with_header(header::VARY, "Origin")
        });
    }
    if !endpoint.allows(&request.method) {
        return Reply::refusal(&unrecognized(request));
    }
    let result = call(endpoint, uid, tx, request);
    let origin_refused = result.as_ref().is_err_and(|error| error.origin_refused);
    let mut reply = result.unwrap_or_else(|error| Reply::refusal(&error));
    if endpoint.is_never_stored() && !reply.headers.contains_key(header::CACHE_CONTROL) {
        reply = reply.with_header(header::CACHE_CONTROL, "no-store");
    }
    if let Some(cors) = cors {
        reply = cors.decorate(request, origin_refused, reply);
    }
    reply.trace = merged(std::mem::take(&mut tx.trace), reply.trace);
    reply.traced(endpoint.name())
}

fn call(
    endpoint: Endpoint,
    _uid: Option<&str>,
    tx: &mut Tx<'_>,
    request: &Request,
) -> Result<Reply, Error> {
    match endpoint {
        Endpoint::Discovery => discovery::handle(tx, request),
        Endpoint::Jwks => jwks::handle(tx, request),
        Endpoint::Token
        | Endpoint::Userinfo
        | Endpoint::Introspection
        | Endpoint::Revocation
        | Endpoint::Authorization
        | Endpoint::Resume
        | Endpoint::PushedAuthorization
        | Endpoint::DeviceAuthorization
        | Endpoint::Device
        | Endpoint::DeviceResume
        | Endpoint::EndSession
        | Endpoint::EndSessionConfirm
        | Endpoint::EndSessionSuccess => Err(unrecognized(request)),
    }
}

/// No endpoint has that path, or it does not answer that method.
fn unrecognized(request: &Request) -> Error {
    Error::invalid_request(format!(
        "unrecognized route or not allowed method ({} on {})",
        request.method, request.path
    ))
    .with_status(StatusCode::NOT_FOUND)
}

/// What was noted on the way, completed by what the reply itself says.
fn merged(noted: Trace, said: Trace) -> Trace {
    let mut issued = noted.issued;
    issued.extend(said.issued);
    Trace {
        endpoint: said.endpoint,
        client_id: said.client_id.or(noted.client_id),
        user_id: said.user_id.or(noted.user_id),
        error: said.error.or(noted.error),
        issued,
    }
}
