//! Signed tokens, taken apart. Nothing of one is believed before [`Provider::verify`] said yes.
//!
//! [`Provider::verify`]: crate::provider::Provider::verify

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{
    defects::{Defect, Defects},
    refused::{Refused, check},
};

/// A token in its parts.
#[derive(Clone, Debug)]
pub(crate) struct Jws {
    /// The header.
    pub(crate) header: Map<String, Value>,
    /// The claims, not to be believed yet.
    pub(crate) claims: Map<String, Value>,
    /// What was signed.
    pub(crate) signed: String,
    /// The signature.
    pub(crate) signature: Vec<u8>,
}

impl Jws {
    /// Takes a token apart.
    pub(crate) fn new(token: &str, defects: &Defects) -> Result<Self, Refused> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts.as_slice() else {
            return Err(Refused::because("the token has not three parts"));
        };
        let bytes = |part: &str| {
            URL_SAFE_NO_PAD
                .decode(part)
                .map_err(|_| Refused::because("the token is not base64url"))
        };
        let object = |bytes: &[u8]| {
            serde_json::from_slice::<Map<String, Value>>(bytes)
                .map_err(|_| Refused::because("the token holds no JSON object"))
        };
        let mut payload_bytes = bytes(payload)?;
        if defects.has(Defect::UnicodeNames) {
            let text: String = payload_bytes.iter().map(|&byte| char::from(byte)).collect();
            payload_bytes = text.into_bytes();
        }
        let jws = Self {
            header: object(&bytes(header)?)?,
            claims: object(&payload_bytes)?,
            signed: format!("{header}.{payload}"),
            signature: bytes(signature)?,
        };
        // RFC 7515 section 4.1.11: what must be understood and is not.
        check(
            !jws.header.contains_key("crit") || defects.has(Defect::CritIgnored),
            "the token's header has a critical extension",
        )?;
        Ok(jws)
    }

    /// A text of the header.
    pub(crate) fn says(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }
}
