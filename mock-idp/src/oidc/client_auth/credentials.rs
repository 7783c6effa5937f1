//! What a request says about its client: an id, and a proof. Nothing is judged here but its form.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::{StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::base::jws;
use crate::oidc::{error::Error, exchange::Request};

/// The only kind of assertion that RFC 7523 section 2.2 defines.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Padding may be missing, as in Node.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Who the client says it is, and how it proves it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) client_id: String,
    pub(super) proof: Proof,
}

/// How a client proves who it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Not at all: public clients.
    None,
    /// With its secret, in the header or in the body.
    Secret(String),
    /// With a signed assertion.
    Assertion,
}

/// Reads the credentials. Two proofs are one too many.
pub(super) fn read(request: &Request) -> Result<Credentials, Error> {
    let header = request.headers.get(header::AUTHORIZATION);
    let secret = request.body.get("client_secret");
    let assertion = request.body.get("client_assertion");
    let proofs = usize::from(header.is_some())
        + usize::from(secret.is_some())
        + usize::from(assertion.is_some());
    if proofs > 1 {
        return Err(Error::invalid_request(
            "client authentication must only be provided using one mechanism",
        )
        .because("send the secret either in the Authorization header or in the body"));
    }
    let mut client_id = request.body.get("client_id").map(str::to_owned);
    let proof = if let Some(secret) = secret {
        Proof::Secret(secret.to_owned())
    } else if let Some(header) = header {
        let (id, secret) = basic(header.to_str().unwrap_or_default())?;
        agree(&mut client_id, id)?;
        if secret.is_empty() {
            return Err(Error::invalid_request(
                "client_secret must be provided in the Authorization header",
            ));
        }
        Proof::Secret(secret)
    } else if let Some(assertion) = assertion {
        agree(&mut client_id, subject(assertion, request)?)?;
        Proof::Assertion
    } else {
        Proof::None
    };
    match client_id.filter(|id| !id.is_empty()) {
        Some(client_id) => Ok(Credentials { client_id, proof }),
        None => Err(
            Error::invalid_request("no client authentication mechanism provided").because(
                "send client_id in the body, or id and secret in the Authorization header",
            ),
        ),
    }
}

fn agree(known: &mut Option<String>, other: String) -> Result<(), Error> {
    match known {
        Some(known) if *known != other => Err(Error::invalid_request("client_id mismatch")
            .because(format!(
                "the body's client_id is `{known}`, the credentials are those of `{other}`"
            ))),
        Some(_) | None => {
            *known = Some(other);
            Ok(())
        }
    }
}

/// Id and secret of `Basic base64(id:secret)`, both decoded as form values (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Result<(String, String), Error> {
    let malformed = || {
        Error::invalid_request("invalid authorization header value format")
            .because("expected `Basic ` and the base64 of `client_id:client_secret`")
    };
    let parts: Vec<&str> = header.split(' ').collect();
    let [scheme, encoded] = parts.as_slice() else {
        return Err(malformed());
    };
    if !scheme.eq_ignore_ascii_case("basic") || encoded.is_empty() {
        return Err(malformed());
    }
    let bytes = BASE64.decode(encoded).map_err(|_| malformed())?;
    let text = String::from_utf8_lossy(&bytes);
    let (id, secret) = text.split_once(':').ok_or_else(malformed)?;
    match (form_value(id), form_value(secret)) {
        (Some(id), Some(secret)) => Ok((id, secret)),
        (None, _) | (_, None) => Err(Error::invalid_request(
            "client_id and client_secret in the authorization header are not properly encoded",
        )
        .because("percent-encode everything but printable ASCII characters")),
    }
}

/// A form-urlencoded value, decoded; nothing when the encoding is broken or a character cannot be
/// printed (RFC 6749 appendix A).
pub(crate) fn form_value(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_sound = bytes.iter().enumerate().all(|(at, byte)| {
        *byte != b'%'
            || bytes
                .get(at + 1..at + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    let spaced = text.replace('+', "%20");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    (is_sound && decoded.chars().all(|c| matches!(c, ' '..='~'))).then(|| decoded.into_owned())
}

/// Whom an assertion is about (RFC 7523 section 3).
fn subject(assertion: &str, request: &Request) -> Result<String, Error> {
    let draft = jws::decode(assertion).map_err(|error| {
        Error::invalid_request("invalid client_assertion format").because(error.to_string())
    })?;
    let Some(subject) = draft.claims.get("sub").and_then(Value::as_str) else {
        return Err(Error::new("invalid_client", "client authentication failed")
            .with_status(StatusCode::UNAUTHORIZED)
            .because("the client_assertion has no `sub`"));
    };
    match request.body.get("client_assertion_type") {
        Some(ASSERTION_TYPE) => Ok(subject.to_owned()),
        Some(_) => Err(Error::invalid_request(format!(
            "client_assertion_type must have value {ASSERTION_TYPE}"
        ))),
        None => Err(Error::invalid_request(
            "client_assertion_type must be provided",
        )),
    }
}
