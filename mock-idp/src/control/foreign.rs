//! `/foreign/…`: keys of somebody else, where a relying party that believes the wrong header parameters
//! (`jku`, `x5u`) finds them. For whole programs, not for a tenant: these keys sign nothing true.

use axum::{Json, Router, routing::get};
use http::header;
use serde_json::Value;

use super::Tenants;
use crate::base::{
    keys::Algorithm,
    tamper::{Foreign, JWKS_PATH},
};

pub(super) fn routes() -> Router<Tenants> {
    let mut routes = Router::new().route(JWKS_PATH, get(key_set));
    for algorithm in [Algorithm::Es384, Algorithm::Rs256] {
        let path = Foreign::certificate_path(algorithm);
        routes = routes.route(path, get(move || async move { certificate(algorithm) }));
    }
    routes
}

async fn key_set() -> Json<Value> {
    Json(Foreign::jwks())
}

fn certificate(algorithm: Algorithm) -> ([(header::HeaderName, &'static str); 1], String) {
    let certificate = Foreign::of(algorithm).map(|foreign| foreign.certificate.to_owned());
    let kind = [(header::CONTENT_TYPE, "application/x-pem-file")];
    (kind, certificate.unwrap_or_default())
}
