//! What Logto looks at before its engine, on every path below `/oidc`: an application's named secret.
//!
//! Named secrets can expire. An expired one is refused here, before the endpoint sets any header of
//! its own; whether a secret is right is the engine's business (`oidc::client_auth`).

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::{Method, header};
use percent_encoding::percent_decode_str;

use super::{http::internal_server_error, model::Data};
use crate::base::clock::Moment;
use crate::oidc::{
    error::Error,
    exchange::{Reply, Request},
};

/// Node's decoder does not mind missing padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The refusal of a request that carries an expired secret, or an Authorization header that Logto
/// fails over: `%` that begins no percent-encoding is its internal error.
pub(super) fn refuse(data: &Data, request: &Request, now: Moment) -> Option<Reply> {
    let header = match basic(request) {
        Ok(header) => header,
        Err(BrokenEncoding) => return Some(internal_server_error()),
    };
    let given = if request.method == Method::POST {
        &request.body
    } else {
        &request.query
    };
    let (given_id, given_secret) = (given.get("client_id"), given.get("client_secret"));
    let (id, secret) = match &header {
        Some((id, secret)) => {
            let ambiguous = given_id.is_some_and(|given| given != id) || given_secret.is_some();
            if ambiguous {
                return None;
            }
            (id.as_str(), secret.as_str())
        }
        None => (given_id?, given_secret?),
    };
    let found = data.applications.get(id)?;
    let secret = found.secrets.iter().find(|named| named.value == secret)?;
    secret.expires_at.filter(|at| *at < now).map(|at| {
        let error = Error::invalid_request("client secret has expired").because(format!(
            "the secret `{}` of the application expired at {}",
            secret.name,
            at.millis()
        ));
        let mut reply = Reply::refusal(&error);
        reply.trace.client_id = Some(id.to_owned());
        reply
    })
}

/// A `%` without two hexadecimal digits, or one that decodes to no UTF-8.
struct BrokenEncoding;

/// Id and secret of a Basic header, where both are there and printable.
fn basic(request: &Request) -> Result<Option<(String, String)>, BrokenEncoding> {
    let Some(header) = request.header(header::AUTHORIZATION.as_str()) else {
        return Ok(None);
    };
    let parts: Vec<&str> = header.split(' ').collect();
    let [scheme, encoded] = parts.as_slice() else {
        return Ok(None);
    };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    let Ok(bytes) = LENIENT.decode(encoded) else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut parts = text.split(':');
    let mut next = || match parts.next().filter(|part| !part.is_empty()) {
        Some(part) => decode(part),
        None => Ok(None),
    };
    let (id, secret) = (next()?, next()?);
    Ok(id.zip(secret))
}

/// Decodes `application/x-www-form-urlencoded` text; nothing when it holds what cannot be printed.
fn decode(part: &str) -> Result<Option<String>, BrokenEncoding> {
    let bytes = part.as_bytes();
    let broken = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'%'
            && !bytes
                .get(at + 1..at + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if broken {
        return Err(BrokenEncoding);
    }
    let spaced = part.replace('+', "%20");
    let decoded = percent_decode_str(&spaced)
        .decode_utf8()
        .map_err(|_| BrokenEncoding)?;
    let printable = decoded.chars().all(|c| matches!(c, ' '..='~'));
    Ok(printable.then(|| decoded.into_owned()))
}
