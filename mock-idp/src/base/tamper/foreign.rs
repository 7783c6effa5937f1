//! Keys of somebody else: whoever accepts what they sign accepts forgeries.
//!
//! They are fixed and public on purpose, for tests only: their private halves stand beside this file. A
//! vulnerable relying party finds their public halves at [`JWKS_PATH`] and [`Foreign::certificate_path`] on the
//! mock's control listener.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::base::{
    clock::Moment,
    keys::{Algorithm, KeyError, SigningKey},
};

/// Where the key set of both foreign keys is served.
pub const JWKS_PATH: &str = "/foreign/jwks.json";

/// A foreign key with its certificate.
#[derive(Debug)]
pub struct Foreign {
    /// Signs.
    pub key: SigningKey,
    /// A self-signed certificate of the key, in PEM, good for a hundred years.
    pub certificate: &'static str,
}

static ES384: LazyLock<Result<Foreign, KeyError>> = LazyLock::new(|| {
    Ok(Foreign {
        key: SigningKey::from_pem(
            "foreign-es384",
            Algorithm::Es384,
            include_str!("foreign/ec.key"),
            Moment(0),
        )?,
        certificate: include_str!("foreign/ec.crt"),
    })
});

static RS256: LazyLock<Result<Foreign, KeyError>> = LazyLock::new(|| {
    Ok(Foreign {
        key: SigningKey::from_pem(
            "foreign-rs256",
            Algorithm::Rs256,
            include_str!("foreign/rsa.key"),
            Moment(0),
        )?,
        certificate: include_str!("foreign/rsa.crt"),
    })
});

impl Foreign {
    /// The foreign key of an algorithm.
    pub fn of(algorithm: Algorithm) -> Result<&'static Self, KeyError> {
        let found = match algorithm {
            Algorithm::Es384 => &ES384,
            Algorithm::Rs256 => &RS256,
        };
        found.as_ref().map_err(|error| *error)
    }

    /// Where the certificate is served.
    pub const fn certificate_path(algorithm: Algorithm) -> &'static str {
        match algorithm {
            Algorithm::Es384 => "/foreign/es384.pem",
            Algorithm::Rs256 => "/foreign/rs256.pem",
        }
    }

    /// The key set of both (RFC 7517 section 5).
    pub fn jwks() -> Value {
        let keys: Vec<_> = [Algorithm::Es384, Algorithm::Rs256]
            .into_iter()
            .filter_map(|algorithm| Self::of(algorithm).ok())
            .map(|foreign| foreign.key.jwk())
            .collect();
        json!({ "keys": keys })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_keys_can_be_read_and_sign() {
        for algorithm in [Algorithm::Es384, Algorithm::Rs256] {
            let foreign = Foreign::of(algorithm).unwrap();
            let signature = foreign.key.sign(b"x").unwrap();
            assert!(foreign.key.verifies(b"x", &signature));
            assert!(
                foreign
                    .certificate
                    .starts_with("-----BEGIN CERTIFICATE-----")
            );
        }
        assert_eq!(Foreign::jwks()["keys"].as_array().map(Vec::len), Some(2));
    }
}
