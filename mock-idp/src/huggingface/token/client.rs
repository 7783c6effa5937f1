//! Client authentication (RFC 6749 section 2.3): Basic, in the body, or none for a public app.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;

use crate::huggingface::{app::Tx, model::App};
use crate::oidc::{error::Error, exchange::Request, params::Params};

/// What refused Basic credentials are told.
const REALM: &str = "OAuth";

/// What an application says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Its id.
    pub id: Option<String>,
    /// Its secret.
    pub secret: Option<Secret>,
}

/// A secret as it came. Basic credentials should be form-encoded first; many clients, Logto's connector
/// among them, do not: either reading may be the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    raw: String,
    decoded: String,
}

impl Secret {
    fn is(&self, right: &str) -> bool {
        self.raw == right || self.decoded == right
    }
}

/// What the request says of the application.
pub fn credentials(request: &Request) -> Result<Credentials, Error> {
    let body = Credentials {
        id: request.body.get("client_id").map(str::to_owned),
        secret: request.body.get("client_secret").map(|secret| Secret {
            raw: secret.to_owned(),
            decoded: secret.to_owned(),
        }),
    };
    let Some(header) = request.header("authorization") else {
        return Ok(body);
    };
    let basic = basic(header).ok_or_else(|| {
        invalid_client("invalid Authorization header")
            .because("it is not `Basic base64(id:secret)`")
            .challenging("Basic", REALM, false)
    })?;
    if body.secret.is_some() {
        return Err(Error::invalid_request(
            "the client must use one method to authenticate only",
        ));
    }
    if body.id.is_some() && body.id != basic.id {
        return Err(Error::invalid_request(
            "client_id is not the one of the Authorization header",
        ));
    }
    Ok(basic)
}

/// The application, proved: named by its credentials or, failing that, by what it brings (`named`).
pub fn authenticate(tx: &Tx<'_>, request: &Request, named: Option<&str>) -> Result<App, Error> {
    identify(tx, request, named).map_err(|error| match request.header("authorization") {
        Some(_) if error.status == StatusCode::UNAUTHORIZED => {
            error.challenging("Basic", REALM, false)
        }
        Some(_) | None => error,
    })
}

fn identify(tx: &Tx<'_>, request: &Request, named: Option<&str>) -> Result<App, Error> {
    let Credentials { id, secret } = credentials(request)?;
    let Some(id) = id.as_deref().or(named) else {
        return Err(invalid_client("client_id is required"));
    };
    let app = (tx.state.data.apps.get(id)).ok_or_else(|| {
        invalid_client("client not found")
            .because(format!("no application is registered as `{id}`"))
    })?;
    match (&app.secret, secret) {
        (Some(right), Some(given)) if given.is(right) => Ok(app.clone()),
        (Some(_), Some(_)) => {
            Err(invalid_client("invalid client secret").because("the secret is another"))
        }
        (Some(_), None) => Err(invalid_client("client authentication is required")),
        (None, Some(given)) if !given.raw.is_empty() => Err(invalid_client(
            "the app is public: it has no secret to authenticate with",
        )),
        (None, _) => Ok(app.clone()),
    }
}

/// 401 `invalid_client`.
pub fn invalid_client(description: &str) -> Error {
    Error::new("invalid_client", description).with_status(StatusCode::UNAUTHORIZED)
}

fn basic(header: &str) -> Option<Credentials> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some(Credentials {
        id: Some(form_decoded(id)),
        secret: Some(Secret {
            raw: secret.to_owned(),
            decoded: form_decoded(secret),
        }),
    })
}

fn form_decoded(text: &str) -> String {
    let pair = Params::decode(&format!("v={}", text.replace('&', "%26")));
    pair.get("v").unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_may_be_encoded_or_not() {
        for text in ["id:a%2Bb", "id:a+b"] {
            let read = basic(&format!("Basic {}", STANDARD.encode(text))).unwrap();
            assert_eq!(read.id.as_deref(), Some("id"));
            assert!(read.secret.unwrap().is("a+b"), "{text}");
        }
        assert_eq!(basic("Bearer x"), None);
    }
}
