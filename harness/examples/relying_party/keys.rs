//! Keys, and signatures made with them (RFC 7515, RFC 7518).

use aws_lc_rs::{
    hmac,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256,
        RsaPublicKeyComponents, UnparsedPublicKey,
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value};

/// What stands before the point of a P-384 public key in DER (RFC 5480).
const P384_INFO: [u8; 23] = [
    0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b,
    0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00,
];

/// What says in DER that a public key is one of RSA (RFC 8017 appendix A.1).
const RSA_ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A public key of a key set.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Its name, where it has one.
    pub(crate) kid: Option<String>,
    material: Material,
}

#[derive(Clone, Debug)]
enum Material {
    P256(Vec<u8>),
    P384(Vec<u8>),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

impl Key {
    /// A key for verifying; nothing where it is of another kind or for another use.
    pub(crate) fn of(jwk: &Value) -> Option<Self> {
        let member = |name: &str| jwk.get(name)?.as_str();
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(member(name)?).ok();
        if member("use").is_some_and(|used| used != "sig") {
            return None;
        }
        let point = || Some([vec![4], bytes("x")?, bytes("y")?].concat());
        let material = match (member("kty")?, member("crv")) {
            ("EC", Some("P-256")) => Material::P256(point()?),
            ("EC", Some("P-384")) => Material::P384(point()?),
            ("RSA", _) => Material::Rsa {
                n: bytes("n")?,
                e: bytes("e")?,
            },
            _ => return None,
        };
        let kid = member("kid").map(str::to_owned);
        Some(Self { kid, material })
    }

    /// The P-384 key of a certificate in PEM, found by what stands before it.
    pub(crate) fn of_certificate(pem: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(pem);
        let inner: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(inner).ok()?;
        let at = der
            .windows(P384_INFO.len())
            .position(|part| part == P384_INFO)?;
        let point = der.get(at + P384_INFO.len()..at + P384_INFO.len() + 97)?;
        Some(Self {
            kid: None,
            material: Material::P384(point.to_vec()),
        })
    }

    /// The algorithm that the key is for.
    pub(crate) fn algorithm(&self) -> &'static str {
        match self.material {
            Material::P256(_) => "ES256",
            Material::P384(_) => "ES384",
            Material::Rsa { .. } => "RS256",
        }
    }

    /// Whether this is the signature of that.
    pub(crate) fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(signed, signature)
                .is_ok(),
            Material::P384(point) => UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point)
                .verify(signed, signature)
                .is_ok(),
            Material::Rsa { n, e } => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
                .is_ok(),
        }
    }

    /// Whether this is an HMAC made with the text of the public key: what a library does that takes
    /// "the key" for whatever algorithm the header names (RFC 8725 section 2.1).
    pub(crate) fn verifies_as_secret(&self, signed: &[u8], signature: &[u8]) -> bool {
        let info = match &self.material {
            Material::P384(point) => [&P384_INFO[..], point].concat(),
            Material::Rsa { n, e } => rsa_info(n, e),
            Material::P256(_) => return false,
        };
        let encoded = STANDARD.encode(info);
        let lines: Vec<String> = encoded
            .as_bytes()
            .chunks(64)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            lines.join("\n")
        );
        let secret = hmac::Key::new(hmac::HMAC_SHA256, pem.as_bytes());
        hmac::verify(&secret, signed, signature).is_ok()
    }
}

/// An RSA public key in DER (RFC 8017 appendix A.1.1 in RFC 5280 section 4.1).
fn rsa_info(n: &[u8], e: &[u8]) -> Vec<u8> {
    // A number that begins with a bit would be a negative one.
    let number = |bytes: &[u8]| match bytes.first() {
        Some(first) if *first < 0x80 => der(0x02, bytes),
        Some(_) | None => der(0x02, &[&[0][..], bytes].concat()),
    };
    let key = der(0x30, &[number(n), number(e)].concat());
    let bits = der(0x03, &[&[0][..], &key].concat());
    der(0x30, &[&RSA_ALGORITHM[..], &bits].concat())
}

/// A value in DER: what it is, how long, and its content.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut whole = vec![tag];
    if content.len() >= 0x80 {
        // Eight bytes of length at most.
        whole.push(0x80 | u8::try_from(length.len()).unwrap_or_default());
    }
    whole.extend(length);
    whole.extend(content);
    whole
}

/// The keys of a key set that can verify.
pub(crate) fn of_set(set: &Map<String, Value>) -> Vec<Key> {
    let keys = set.get("keys").and_then(Value::as_array);
    keys.into_iter().flatten().filter_map(Key::of).collect()
}
