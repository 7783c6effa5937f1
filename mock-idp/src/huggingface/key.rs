//! The RSA key that signs ID tokens. Making one takes a good part of a second, so it is made when it is
//! first needed, on a thread for blocking work, and never under the lock.

use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_chacha::ChaCha20Rng;
use rsa::{RsaPrivateKey, pkcs8::EncodePrivateKey as _, traits::PublicKeyParts as _};
use serde_json::{Map, Value, json};

/// Hugging Face's key size.
const BITS: usize = 2048;

/// An RS256 key with its place in the JWKS.
#[derive(Debug)]
pub struct Key {
    pair: KeyPair,
    kid: String,
    modulus: String,
    exponent: String,
}

/// Why no key could be made. Never seen in practice.
#[derive(Debug, thiserror::Error)]
#[error("the RSA key of Hugging Face's ID tokens could not be made: {0}")]
pub struct KeyError(String);

impl From<tokio::task::JoinError> for KeyError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self(error.to_string())
    }
}

impl Key {
    /// A new key. Slow.
    pub fn generate(mut chance: ChaCha20Rng) -> Result<Self, KeyError> {
        let private = RsaPrivateKey::new(&mut chance, BITS).map_err(|e| KeyError(e.to_string()))?;
        let der = private
            .to_pkcs8_der()
            .map_err(|e| KeyError(e.to_string()))?;
        let pair = KeyPair::from_pkcs8(der.as_bytes()).map_err(|e| KeyError(e.to_string()))?;
        let modulus = URL_SAFE_NO_PAD.encode(private.n().to_bytes_be());
        let exponent = URL_SAFE_NO_PAD.encode(private.e().to_bytes_be());
        let thumbprint = format!(r#"{{"e":"{exponent}","kty":"RSA","n":"{modulus}"}}"#);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, thumbprint.as_bytes());
        Ok(Self {
            pair,
            kid: URL_SAFE_NO_PAD.encode(digest),
            modulus,
            exponent,
        })
    }

    /// The JWKS (RFC 7517 section 5). The key id is the key's thumbprint (RFC 7638).
    pub fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": self.modulus, "e": self.exponent,
        }] })
    }

    /// A JWT of these claims.
    pub fn sign(&self, claims: &Map<String, Value>) -> Result<String, KeyError> {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.kid });
        let claims = serde_json::to_vec(claims).map_err(|e| KeyError(e.to_string()))?;
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                input.as_bytes(),
                &mut signature,
            )
            .map_err(|e| KeyError(e.to_string()))?;
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
