//! Signing keys of one issuer: making them, naming them, rotating them, publishing them.
//!
//! A key is parsed once and signs many times. Which claims are signed is the business of
//! [`jws`](super::jws) and of those who draft tokens.

mod rotation;

use std::sync::Arc;

use aws_lc_rs::{
    digest,
    encoding::{AsDer, PublicKeyX509Der},
    rand,
    signature::{
        ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
        ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rand_chacha::ChaCha20Rng;
use rsa::{RsaPrivateKey, pkcs8::EncodePrivateKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::clock::Moment;

pub use rotation::{Keys, RotationRefused, Status};

/// A signature algorithm (RFC 7518 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// The value of `alg`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es384 => "ES384",
            Self::Rs256 => "RS256",
        }
    }
}

/// What goes wrong when a key is made or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The cryptography library refused to make a key.
    #[error("the key could not be generated")]
    Generate,
    /// The cryptography library refused to sign.
    #[error("the signature could not be made")]
    Sign,
    /// The text or its key cannot be read or written.
    #[error("the key is no key pair in PEM")]
    Pem,
}

enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// A key pair with its public names. Cheap to share behind an [`Arc`].
pub struct SigningKey {
    /// What the Management API calls it.
    pub id: String,
    /// RFC 7638 thumbprint, base64url of SHA-256.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// When it was made.
    pub created_at: Moment,
    pair: Pair,
    public: ParsedPublicKey,
    jwk: Map<String, Value>,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Makes a P-384 key: a fraction of a millisecond.
    pub fn es384(id: impl Into<String>, now: Moment) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING)
            .map_err(|_| KeyError::Generate)?;
        Self::ec(id.into(), pair, now)
    }

    /// Reads a private key of this algorithm from PEM (PKCS #8, RFC 5208).
    pub fn from_pem(
        id: impl Into<String>,
        algorithm: Algorithm,
        pem: &str,
        now: Moment,
    ) -> Result<Self, KeyError> {
        let base64: String = pem
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .collect();
        let document = STANDARD.decode(base64).map_err(|_| KeyError::Pem)?;
        match algorithm {
            Algorithm::Es384 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &document)
                    .map_err(|_| KeyError::Pem)?;
                Self::ec(id.into(), pair, now)
            }
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::from_pkcs8(&document).map_err(|_| KeyError::Pem)?;
                Self::rsa(id.into(), pair, now)
            }
        }
    }

    fn ec(id: String, pair: EcdsaKeyPair, now: Moment) -> Result<Self, KeyError> {
        let point = pair.public_key().as_ref();
        let public = ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point)
            .map_err(|_| KeyError::Generate)?;
        // An uncompressed point: 0x04, then both coordinates (SEC 1 section 2.3.3).
        let (x, y) = point.get(1..).unwrap_or_default().split_at(48);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let kid = thumbprint(&format!(
            r#"{{"crv":"P-384","kty":"EC","x":"{x}","y":"{y}"}}"#
        ));
        let jwk = json!({
            "kty": "EC", "use": "sig", "kid": kid, "alg": "ES384", "crv": "P-384", "x": x, "y": y,
        });
        Ok(Self {
            id,
            kid,
            algorithm: Algorithm::Es384,
            created_at: now,
            pair: Pair::Ec(pair),
            public,
            jwk: object(jwk),
        })
    }

    /// Makes an RSA key of so many bits. It takes from tenths of a second to seconds: never do it
    /// under a lock. Logto makes 4096 bits on rotation.
    ///
    /// The `rsa` crate makes the key; aws-lc-rs, which signs, reads it.
    pub fn rs256(
        id: impl Into<String>,
        bits: usize,
        chance: &mut ChaCha20Rng,
        now: Moment,
    ) -> Result<Self, KeyError> {
        let made = RsaPrivateKey::new(chance, bits).map_err(|_| KeyError::Generate)?;
        let document = made.to_pkcs8_der().map_err(|_| KeyError::Generate)?;
        let pair = RsaKeyPair::from_pkcs8(document.as_bytes()).map_err(|_| KeyError::Generate)?;
        Self::rsa(id.into(), pair, now)
    }

    fn rsa(id: String, pair: RsaKeyPair, now: Moment) -> Result<Self, KeyError> {
        let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
            .map_err(|_| KeyError::Generate)?;
        let number = |n: aws_lc_rs::io::Positive<'_>| {
            URL_SAFE_NO_PAD.encode(n.big_endian_without_leading_zero())
        };
        let e = number(pair.public_key().exponent());
        let n = number(pair.public_key().modulus());
        let kid = thumbprint(&format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
        // No `alg`: an RSA key serves several.
        let jwk = json!({ "kty": "RSA", "use": "sig", "kid": kid, "e": e, "n": n });
        Ok(Self {
            id,
            kid,
            algorithm: Algorithm::Rs256,
            created_at: now,
            pair: Pair::Rsa(pair),
            public,
            jwk: object(jwk),
        })
    }

    /// The public key as the JWKS shows it, members in Logto's order.
    pub fn jwk(&self) -> &Map<String, Value> {
        &self.jwk
    }

    /// The public key in PEM (RFC 7468 section 13): lines of 64 characters, a line break at the end.
    pub fn public_pem(&self) -> Result<String, KeyError> {
        let document: PublicKeyX509Der<'_> = self.public.as_der().map_err(|_| KeyError::Pem)?;
        let text = STANDARD.encode(document.as_ref());
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            pem.push_str(line);
            pem.push('\n');
            rest = after;
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        Ok(pem)
    }

    /// Signs. For ES384 the two numbers side by side (RFC 7518 section 3.4).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = rand::SystemRandom::new();
        match &self.pair {
            Pair::Ec(pair) => pair
                .sign(&random, message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| KeyError::Sign),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map(|()| signature)
                    .map_err(|_| KeyError::Sign)
            }
        }
    }

    /// Whether this key made the signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.public.verify_sig(message, signature).is_ok()
    }
}

/// The thumbprint of a key's required members in lexicographic order (RFC 7638 section 3).
fn thumbprint(members: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, members.as_bytes()))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

/// A key that many requests sign with.
pub type SharedKey = Arc<SigningKey>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::Ids;

    #[test]
    fn the_thumbprint_of_rfc_7638_section_3_1() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        assert_eq!(
            thumbprint(&format!(r#"{{"e":"AQAB","kty":"RSA","n":"{n}"}}"#)),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    #[test]
    fn an_elliptic_key_shows_logtos_members_and_verifies_only_its_own() {
        let key = SigningKey::es384("id", Moment(0)).unwrap();
        let other = SigningKey::es384("id", Moment(0)).unwrap();
        let names: Vec<&str> = key.jwk().keys().map(String::as_str).collect();
        assert_eq!(names, ["kty", "use", "kid", "alg", "crv", "x", "y"]);
        assert_eq!(
            (key.kid.len(), key.jwk()["x"].as_str().map(str::len)),
            (43, Some(64))
        );
        let signature = key.sign(b"hello").unwrap();
        assert_eq!(signature.len(), 96);
        assert!(key.verifies(b"hello", &signature));
        assert!(!key.verifies(b"hullo", &signature));
        assert!(!other.verifies(b"hello", &signature));
    }

    #[test]
    fn an_rsa_key_has_no_alg() {
        let key = SigningKey::rs256("id", 2_048, &mut Ids::seeded(1).split(), Moment(0)).unwrap();
        let names: Vec<&str> = key.jwk().keys().map(String::as_str).collect();
        assert_eq!(names, ["kty", "use", "kid", "e", "n"]);
        assert_eq!(key.jwk()["e"], "AQAB");
        let signature = key.sign(b"hello").unwrap();
        assert!(key.verifies(b"hello", &signature));
    }
}
