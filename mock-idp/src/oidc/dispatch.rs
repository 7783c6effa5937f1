//! From a path and a method to an endpoint, and what every answer of an endpoint has in common.

use http::{Method, StatusCode, header};
use serde_json::Value;

use super::{
    authorize, device, discovery, end_session,
    endpoint::Endpoint,
    error::Error,
    exchange::{Content, Reply, Request},
    introspection, jwks, par, revocation, token,
    tx::Tx,
    userinfo,
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
    reply.unsigned = tx.unsigned.take().unwrap_or_default();
    reply.trace = merged(std::mem::take(&mut tx.trace), reply.trace);
    reply.trace.artefact = reply.trace.artefact.or(endpoint.artefact());
    reply.traced(endpoint.name())
}

fn call(
    endpoint: Endpoint,
    uid: Option<&str>,
    tx: &mut Tx<'_>,
    request: &Request,
) -> Result<Reply, Error> {
    let uid = uid.unwrap_or_default();
    match endpoint {
        Endpoint::Discovery => discovery::handle(tx, request),
        Endpoint::Jwks => jwks::handle(tx, request),
        Endpoint::Authorization | Endpoint::EndSession if !stands_for_a_query(request) => {
            Err(unrecognized(request))
        }
        Endpoint::Authorization => Ok(authorize::handle(tx, request)),
        Endpoint::Resume => Ok(authorize::resume::handle(tx, request, uid)),
        Endpoint::Device if request.method == Method::POST => Ok(device::post(tx, request)),
        Endpoint::Device => Ok(device::get(tx, request)),
        Endpoint::DeviceResume => Ok(device::resume(tx, request, uid)),
        Endpoint::EndSession => Ok(end_session::start(tx, request)),
        Endpoint::EndSessionConfirm => Ok(end_session::confirm(tx, request)),
        Endpoint::EndSessionSuccess => end_session::success(tx, request),
        Endpoint::Token => token::handle(tx, request),
        Endpoint::Userinfo => userinfo::handle(tx, request),
        Endpoint::Introspection => introspection::handle(tx, request),
        Endpoint::Revocation => revocation::handle(tx, request),
        Endpoint::PushedAuthorization => par::handle(tx, request),
        Endpoint::DeviceAuthorization => device::authorization(tx, request),
    }
}

/// Whether a request could have been sent as a GET. Logto takes a POST to these endpoints as one: its form,
/// or flat JSON with lists of two or more, becomes the query.
fn stands_for_a_query(request: &Request) -> bool {
    if request.method != Method::POST {
        return true;
    }
    let is_scalar = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    match &request.content {
        Content::Form | Content::Json(None) => true,
        Content::Json(Some(json)) => json.as_object().is_some_and(|members| {
            members.values().all(|value| match value.as_array() {
                Some(items) => items.len() >= 2 && items.iter().all(is_scalar),
                None => is_scalar(value),
            })
        }),
        Content::None | Content::Other => false,
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
    let mut tampered = noted.tampered;
    tampered.extend(said.tampered);
    Trace {
        endpoint: said.endpoint,
        client_id: said.client_id.or(noted.client_id),
        user_id: said.user_id.or(noted.user_id),
        error: said.error.or(noted.error),
        issued,
        artefact: said.artefact.or(noted.artefact),
        tampered,
    }
}
