//! Keys for the tests only, and signatures that may be wrong on purpose.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

/// A key of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Current,
    Next,
    Rsa,
}

impl Key {
    fn encoding(self) -> (EncodingKey, Algorithm) {
        match self {
            Self::Current => (
                ec(include_bytes!("keys/test-only-p384-current.pem")),
                Algorithm::ES384,
            ),
            Self::Next => (
                ec(include_bytes!("keys/test-only-p384-next.pem")),
                Algorithm::ES384,
            ),
            Self::Rsa => {
                let pem = include_bytes!("keys/test-only-rsa.pem");
                (EncodingKey::from_rsa_pem(pem).unwrap(), Algorithm::RS256)
            }
        }
    }

    pub(crate) fn kid(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// As Logto publishes it: EC keys with `alg`, RSA keys without.
    pub(crate) fn published(self) -> Value {
        let (key, algorithm) = self.encoding();
        let mut jwk =
            serde_json::to_value(Jwk::from_encoding_key(&key, algorithm).unwrap()).unwrap();
        jwk["kid"] = json!(self.kid());
        jwk["use"] = json!("sig");
        if self == Self::Rsa {
            jwk.as_object_mut().unwrap().remove("alg");
        }
        jwk
    }

    pub(crate) fn header(self) -> Value {
        let (_, algorithm) = self.encoding();
        json!({ "alg": format!("{algorithm:?}"), "kid": self.kid() })
    }

    pub(crate) fn sign(self, header: &Value, claims: &Value) -> String {
        let (key, algorithm) = self.encoding();
        let input = input(header, claims);
        let signature = crypto::sign(input.as_bytes(), &key, algorithm).unwrap();
        format!("{input}.{signature}")
    }
}

/// A token without signature.
pub(crate) fn unsigned(claims: &Value) -> String {
    format!("{}.", input(&json!({ "alg": "none" }), claims))
}

/// A token signed with a shared secret.
pub(crate) fn with_secret(secret: &str, claims: &Value) -> String {
    let input = input(&json!({ "alg": "HS256" }), claims);
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = crypto::sign(input.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{input}.{signature}")
}

/// A token whose signature is of the right length and wrong.
pub(crate) fn corrupted(token: &str) -> String {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let bytes: Vec<u8> = BASE64
        .decode(signature)
        .unwrap()
        .iter()
        .map(|byte| byte ^ 0x5a)
        .collect();
    format!("{input}.{}", BASE64.encode(bytes))
}

fn input(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        BASE64.encode(header.to_string()),
        BASE64.encode(claims.to_string())
    )
}

fn ec(pem: &[u8]) -> EncodingKey {
    EncodingKey::from_ec_pem(pem).unwrap()
}
