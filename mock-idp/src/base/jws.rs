//! JSON Web Signatures in compact form (RFC 7515 section 7.1), with their three parts apart: a
//! [`Draft`] can be changed before it is signed, or put together wrongly on purpose.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::keys::{KeyError, Keys, SharedKey, SigningKey};

/// How long a signature is, encoded: that of ES384.
const SIGNATURE: usize = 128;

/// A token before it is signed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The protected header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
    /// The signature to carry instead of the right one.
    pub signature: Option<Vec<u8>>,
}

impl Draft {
    /// A draft for this key: `alg`, then `typ` where there is one, then `kid`.
    pub fn new(key: &SigningKey, typ: Option<&str>, claims: Map<String, Value>) -> Self {
        let mut header = Map::new();
        header.insert("alg".into(), key.algorithm.name().into());
        if let Some(typ) = typ {
            header.insert("typ".into(), typ.into());
        }
        header.insert("kid".into(), key.kid.as_str().into());
        Self {
            header,
            claims,
            signature: None,
        }
    }

    /// What is signed: both parts, encoded, with a dot between them.
    pub fn signing_input(&self) -> String {
        let mut input = String::with_capacity(512);
        encode(&self.header, &mut input);
        input.push('.');
        encode(&self.claims, &mut input);
        input
    }
}

/// The compact form. Signed by `key`, unless the draft brings a signature of its own.
pub fn sign(draft: &Draft, key: &SigningKey) -> Result<String, KeyError> {
    let mut token = draft.signing_input();
    let signature = match &draft.signature {
        Some(signature) => signature.clone(),
        None => key.sign(token.as_bytes())?,
    };
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// A token on its way to its signature: whoever drafts it need not be the one who signs it.
#[derive(Clone, Debug)]
pub struct Unsigned {
    token: String,
    /// How long the token is without its signature.
    length: usize,
    key: SharedKey,
}

impl Unsigned {
    /// What a draft comes to, to be signed by this key.
    pub fn new(draft: &Draft, key: SharedKey) -> Self {
        let mut token = draft.signing_input();
        token.push('.');
        let length = token.len();
        // Memory is had here, where it is given back: between threads that takes longer.
        token.reserve(SIGNATURE);
        Self { token, length, key }
    }

    /// The token as it is before it is signed: up to its second dot.
    pub fn text(&self) -> &str {
        self.token.get(..self.length).unwrap_or_default()
    }

    /// The token, signed if it was.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Signs it.
    pub fn sign(&mut self) -> Result<(), KeyError> {
        let input = self.text().strip_suffix('.').unwrap_or_default();
        let signature = self.key.sign(input.as_bytes())?;
        self.token.truncate(self.length);
        URL_SAFE_NO_PAD.encode_string(signature, &mut self.token);
        Ok(())
    }
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It has not three parts of base64url, the first two of them JSON objects.
    #[error("it is no JSON Web Signature in compact form")]
    Malformed,
    /// No published key has its `kid`, or its `alg` is not that key's.
    #[error("none of the issuer's keys signed it")]
    UnknownKey,
    /// The signature is wrong.
    #[error("its signature is wrong")]
    Signature,
}

/// Takes a token apart without looking at the signature. The draft carries the signature it had.
pub fn decode(token: &str) -> Result<Draft, Invalid> {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Invalid::Malformed);
    };
    Ok(Draft {
        header: decode_object(header).ok_or(Invalid::Malformed)?,
        claims: decode_object(claims).ok_or(Invalid::Malformed)?,
        signature: Some(
            URL_SAFE_NO_PAD
                .decode(signature)
                .map_err(|_| Invalid::Malformed)?,
        ),
    })
}

/// The token, if one of the keys signed it. Claims are not judged.
pub fn verify(token: &str, keys: &Keys) -> Result<Draft, Invalid> {
    let draft = decode(token)?;
    let named = |name: &str| draft.header.get(name).and_then(Value::as_str);
    let key = named("kid")
        .and_then(|kid| keys.by_kid(kid))
        .filter(|key| named("alg") == Some(key.algorithm.name()))
        .ok_or(Invalid::UnknownKey)?;
    let (input, _) = token.rsplit_once('.').ok_or(Invalid::Malformed)?;
    let signature = draft.signature.as_deref().unwrap_or_default();
    if key.verifies(input.as_bytes(), signature) {
        Ok(draft)
    } else {
        Err(Invalid::Signature)
    }
}

/// Whether the text starts like a JSON Web Signature or Encryption: with an encoded JSON object.
pub fn is_structured(token: &str) -> bool {
    token
        .split('.')
        .next()
        .is_some_and(|first| decode_object(first).is_some())
}

fn encode(part: &Map<String, Value>, into: &mut String) {
    // Serialising a JSON object that holds only JSON cannot fail.
    URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(part).unwrap_or_default(), into);
}

fn decode_object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::clock::Moment;

    fn draft(keys: &Keys) -> Draft {
        let claims = json!({ "sub": "alice", "iss": "https://op.example" });
        Draft::new(
            keys.current(),
            Some("at+jwt"),
            claims.as_object().cloned().unwrap(),
        )
    }

    #[test]
    fn what_was_signed_comes_back_in_order() {
        let keys = Keys::generate("a", Moment(0)).unwrap();
        let token = sign(&draft(&keys), keys.current()).unwrap();
        let read = verify(&token, &keys).unwrap();
        assert_eq!(
            read.header.keys().collect::<Vec<_>>(),
            ["alg", "typ", "kid"]
        );
        assert_eq!(read.claims, draft(&keys).claims);
        assert!(is_structured(&token));
        assert!(!is_structured("invalid-token-of-no-use"));
    }

    #[test]
    fn wrong_tokens() {
        let keys = Keys::generate("a", Moment(0)).unwrap();
        let others = Keys::generate("b", Moment(0)).unwrap();
        let good = sign(&draft(&keys), keys.current()).unwrap();
        let (input, _) = good.rsplit_once('.').unwrap();
        let forged = Draft {
            signature: Some(vec![0; 96]),
            ..draft(&keys)
        };
        for (token, why) in [
            (String::new(), Invalid::Malformed),
            ("a.b".into(), Invalid::Malformed),
            ("a.b.c".into(), Invalid::Malformed),
            (format!("{good}.x"), Invalid::Malformed),
            (format!("{input}."), Invalid::Signature),
            (sign(&forged, keys.current()).unwrap(), Invalid::Signature),
        ] {
            assert_eq!(verify(&token, &keys), Err(why), "{token}");
        }
        assert_eq!(verify(&good, &others), Err(Invalid::UnknownKey));
    }
}
