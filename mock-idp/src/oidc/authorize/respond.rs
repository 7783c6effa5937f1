//! Sending a response to the redirection endpoint, in the response mode's way.

use http::StatusCode;

use super::response_mode::ResponseMode;
use crate::base::tamper::Artefact;
use crate::oidc::{
    exchange::{Body, Reply},
    form_post,
    params::Params,
    redirect_uri,
};

/// The response with these parameters, in order. `status` is that of a form: redirects are always 303.
pub(super) fn send(params: &Params, pairs: &[(&str, &str)], status: StatusCode) -> Reply {
    let uri = params.get("redirect_uri").unwrap_or_default();
    let reply = match ResponseMode::of(params) {
        ResponseMode::Query => Reply::see_other(redirect_uri::with_query(uri, pairs)),
        ResponseMode::Fragment => Reply::see_other(redirect_uri::with_fragment(uri, pairs)),
        ResponseMode::FormPost => Reply::new(status, Body::Html(form_post::page(uri, pairs))),
    };
    reply.as_artefact(Artefact::AuthorizationResponse)
}
