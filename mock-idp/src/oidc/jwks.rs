//! The JWKS endpoint (RFC 7517 section 5).

use http::{Method, header};

use super::{
    error::Error,
    exchange::{Reply, Request},
    tx::Tx,
};

/// Answers with the public keys: current, next, previous.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    let reply = Reply::json(tx.keys.jwks()).with_header(
        header::CONTENT_TYPE,
        "application/jwk-set+json; charset=utf-8",
    );
    // Only the exact spelling of the path has it.
    Ok(
        if request.method == Method::GET && request.path == "/jwks" {
            reply.with_header(
                header::CACHE_CONTROL,
                "no-cache, max-age=0, must-revalidate",
            )
        } else {
            reply
        },
    )
}
