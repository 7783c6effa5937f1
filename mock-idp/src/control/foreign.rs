//! Foreign keys, as a party finds them that follows a token's `jku` or `x5u` header to anywhere.

use axum::{
    Router,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::get,
};

use crate::base::{
    keys::Algorithm,
    tamper::{Foreign, JWKS_PATH},
};

/// The key set (RFC 7517) and the certificates (RFC 7515 section 4.1.5).
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let certificate = |algorithm| get(async move || certificate(algorithm));
    Router::new()
        .route(JWKS_PATH, get(jwks))
        .route(
            Foreign::certificate_path(Algorithm::Es384),
            certificate(Algorithm::Es384),
        )
        .route(
            Foreign::certificate_path(Algorithm::Rs256),
            certificate(Algorithm::Rs256),
        )
}

async fn jwks() -> Response {
    let content_type = [(CONTENT_TYPE, "application/jwk-set+json")];
    (content_type, Foreign::jwks().to_string()).into_response()
}

fn certificate(algorithm: Algorithm) -> Response {
    match Foreign::of(algorithm) {
        Ok(foreign) => {
            let content_type = [(CONTENT_TYPE, "application/x-pem-file")];
            (content_type, foreign.certificate).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
