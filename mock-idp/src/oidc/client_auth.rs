//! Which client sends a request, and whether it proves it (RFC 6749 section 2.3, OpenID Connect Core
//! section 9).

mod credentials;

use std::sync::Arc;

use http::{StatusCode, header};

use super::{
    client::{AuthMethod, Client},
    cors,
    error::Error,
    exchange::Request,
    tx::Tx,
};
use credentials::{Credentials, Proof};

/// The parameters that it reads, in the order in which they are named when they are repeated.
pub const PARAMETERS: &[&str] = &[
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

/// The client that sends the request, after it has proved who it is and that the origin of a calling
/// script is one of its own.
///
/// A request that names no client is refused with 400, an unknown client too; one that fails to
/// prove who it is with 401, and with a challenge if it tried by Authorization header.
pub fn authenticate(tx: &mut Tx<'_>, request: &Request) -> Result<Arc<Client>, Error> {
    request.require_form()?;
    request.body.reject_repeated(PARAMETERS, &[])?;
    prove(tx, request).map_err(|error| {
        let tried = request.headers.contains_key(header::AUTHORIZATION);
        if tried && error.status == StatusCode::UNAUTHORIZED {
            error.challenging("Basic", &tx.profile.issuer, true)
        } else {
            error
        }
    })
}

fn prove(tx: &mut Tx<'_>, request: &Request) -> Result<Arc<Client>, Error> {
    let Credentials { client_id, proof } = credentials::read(request)?;
    let client = find(tx, &client_id)?;
    tx.trace.client_id = Some(client_id);
    cors::check(request, &client)?;
    match (&proof, client.auth_method) {
        (Proof::None, AuthMethod::None) => Ok(client),
        (Proof::Secret(secret), AuthMethod::ClientSecretBasic) => {
            if is_good(&client, secret, tx) {
                Ok(client)
            } else {
                Err(failed("the secret is none of the client's secrets"))
            }
        }
        (Proof::None, AuthMethod::ClientSecretBasic) => Err(failed(
            "the client is confidential: it must send its secret, in the Authorization header or as client_secret",
        )),
        (Proof::Secret(_), AuthMethod::None) => {
            Err(failed("the client is public: it must not send a secret"))
        }
        (Proof::Assertion, AuthMethod::None | AuthMethod::ClientSecretBasic) => Err(failed(
            "client assertions are advertised, but no client of Logto can use them",
        )),
    }
}

/// The registered client of an id.
pub fn find(tx: &Tx<'_>, client_id: &str) -> Result<Arc<Client>, Error> {
    tx.directory.client(client_id).unwrap_or_else(|| {
        Err(
            Error::new("invalid_client", format!("invalid client {client_id}"))
                .because("no application has that id"),
        )
    })
}

fn is_good(client: &Client, secret: &str, tx: &Tx<'_>) -> bool {
    client
        .secrets
        .iter()
        .filter(|known| known.expires_at.is_none_or(|at| at > tx.now))
        .any(|known| known.value == secret)
}

fn failed(reason: &str) -> Error {
    Error::new("invalid_client", "client authentication failed")
        .with_status(StatusCode::UNAUTHORIZED)
        .because(reason)
}
