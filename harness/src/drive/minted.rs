//! Tokens that the tenant's key signs although the tenant never issued them, and new keys.

use std::sync::{Arc, OnceLock};

use mock_idp::{
    MockIdp,
    base::{
        jws::{self, Draft},
        keys::{SharedKey, SigningKey},
    },
};
use serde_json::{Map, Value};

/// So many bits has an RSA key: enough for any verifier, and made in a moment.
const RSA_BITS: usize = 2048;
/// How long a token is good, in seconds, when nothing is said.
const LIFETIME: i64 = 120;

/// A token to be signed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Minted {
    /// The header's `typ`.
    pub typ: Option<String>,
    /// More of the header; null takes a parameter away.
    pub header: Map<String, Value>,
    /// The claims over `iss`, `aud`, `iat`, `exp` and `jti`; null takes one away. The texts `now`, `now+N`
    /// and `now-N` are moments.
    pub claims: Map<String, Value>,
    /// The audience when nothing is said.
    pub audience: String,
    /// What is wrong with the signature.
    pub fault: Option<Fault>,
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is none, and `alg` says so.
    None,
    /// Every byte of it is changed.
    Flipped,
    /// A key made it that is not published, under the name of the one that is.
    OtherKey,
    /// The same with an RSA key, and `alg` says so.
    OtherAlgorithm,
}

impl Minted {
    pub(super) fn sign(&self, idp: &MockIdp) -> Result<String, String> {
        let app = idp.logto();
        let now = app.now();
        let key = app.state().keys.current().clone();
        let mut claims = Map::new();
        let opaque = app.state().ids.opaque();
        for (name, value) in [
            ("iss", Value::from(app.profile().issuer.clone())),
            ("aud", Value::from(self.audience.clone())),
            ("iat", Value::from(now.seconds())),
            ("exp", Value::from(now.seconds() + LIFETIME)),
            ("jti", Value::from(opaque)),
        ] {
            claims.insert(name.to_owned(), value);
        }
        put_over(&mut claims, &self.claims, now.seconds());
        let mut draft = Draft::new(&key, self.typ.as_deref(), claims);
        let other = match self.fault {
            None | Some(Fault::Flipped) => None,
            Some(Fault::None) => {
                draft.header.insert("alg".to_owned(), "none".into());
                draft.signature = Some(Vec::new());
                None
            }
            Some(Fault::OtherKey) => {
                let key = SigningKey::es384("foreign", now);
                Some(SharedKey::new(key.map_err(|error| error.to_string())?))
            }
            Some(Fault::OtherAlgorithm) => {
                draft.header.insert("alg".to_owned(), "RS256".into());
                Some(rsa(idp)?)
            }
        };
        put_over(&mut draft.header, &self.header, now.seconds());
        if self.fault == Some(Fault::Flipped) {
            let right = key
                .sign(draft.signing_input().as_bytes())
                .map_err(|error| error.to_string())?;
            draft.signature = Some(right.iter().map(|byte| byte ^ 0x5A).collect());
        }
        jws::sign(&draft, other.as_ref().unwrap_or(&key)).map_err(|error| error.to_string())
    }
}

/// Gives Logto a new signing key at once.
pub(super) fn rotate(idp: &MockIdp, rsa_wanted: bool) -> Result<(), String> {
    let app = idp.logto();
    let now = app.now();
    let key = if rsa_wanted {
        rsa(idp)?
    } else {
        let id = app.state().ids.long();
        SharedKey::new(SigningKey::es384(id, now).map_err(|error| error.to_string())?)
    };
    let rotated = app.state().keys.rotate(key, 0, now);
    rotated.map_err(|error| error.to_string())
}

/// An RSA key that the tenant does not have. Making one takes half a second of a core, so most tenants are lent the
/// same.
fn rsa(idp: &MockIdp) -> Result<SharedKey, String> {
    static LENT: OnceLock<SharedKey> = OnceLock::new();
    let lent = if let Some(key) = LENT.get() {
        key
    } else {
        let key = SharedKey::new(new_rsa(idp)?);
        LENT.get_or_init(|| key)
    };
    if idp.logto().state().keys.by_kid(&lent.kid).is_none() {
        return Ok(Arc::clone(lent));
    }
    new_rsa(idp).map(SharedKey::new)
}

/// A new RSA key. The tenant is not held meanwhile.
fn new_rsa(idp: &MockIdp) -> Result<SigningKey, String> {
    let app = idp.logto();
    let (id, mut chance) = {
        let mut state = app.state();
        (state.ids.long(), state.ids.split())
    };
    SigningKey::rs256(id, RSA_BITS, &mut chance, app.now()).map_err(|error| error.to_string())
}

fn put_over(target: &mut Map<String, Value>, changes: &Map<String, Value>, now: i64) {
    for (name, value) in changes {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(
                name.clone(),
                moment(value, now).unwrap_or_else(|| value.clone()),
            );
        }
    }
}

/// The same JSON with numbers where its texts are moments.
pub(super) fn with_moments(value: &Value, now: i64) -> Value {
    match value {
        Value::String(_) => moment(value, now).unwrap_or_else(|| value.clone()),
        Value::Array(items) => items.iter().map(|item| with_moments(item, now)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), with_moments(value, now)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// `now`, `now+60`, `now-60`.
fn moment(value: &Value, now: i64) -> Option<Value> {
    let rest = value.as_str()?.strip_prefix("now")?;
    if rest.is_empty() {
        return Some(now.into());
    }
    let offset: i64 = rest.replace(' ', "").parse().ok()?;
    Some(now.saturating_add(offset).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn moments_are_written_from_now() {
        let cases = [
            (json!("now"), Some(1_000)),
            (json!("now+60"), Some(1_060)),
            (json!("now - 60"), Some(940)),
            (json!("nowhere"), None),
            (json!("tomorrow"), None),
            (json!(5), None),
        ];
        for (written, expected) in cases {
            assert_eq!(
                moment(&written, 1_000),
                expected.map(Value::from),
                "{written}"
            );
        }
        assert_eq!(
            with_moments(
                &json!({ "nbf": { "set": "now+1" }, "x": ["now", "then"] }),
                1
            ),
            json!({ "nbf": { "set": 2 }, "x": [1, "then"] })
        );
    }
}
