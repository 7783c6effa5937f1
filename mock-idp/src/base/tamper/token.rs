//! Door one: a token's draft just before it is signed. Pure.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::{
    armed::{Due, Tampered},
    artefact::Artefact,
    change::Fields,
    foreign::{Foreign, JWKS_PATH},
    json::{self, Made},
    signature::SignatureFault,
};
use crate::base::{
    jws::Draft,
    keys::{KeyError, SigningKey},
};

/// Each byte of a flipped signature: exclusive or with this.
const FLIP: u8 = 0x5A;

/// A token that was changed.
#[derive(Debug)]
pub(crate) struct Forged {
    /// As it is sent.
    pub(crate) token: String,
    /// Its claims.
    pub(crate) claims: Map<String, Value>,
    /// What was changed.
    pub(crate) tampered: Vec<Tampered>,
}

/// Applies what is due: first to the claims, then the signature's fault to the header, then the header's own
/// changes; then the token is signed, well or badly. `foreign` is where the foreign keys are served
/// (`scheme://host`).
pub(crate) fn forge(
    artefact: Artefact,
    draft: Draft,
    key: &SigningKey,
    due: &[Due],
    foreign: &str,
) -> Result<Forged, KeyError> {
    let mut tampered = Vec::new();
    let mut mark = |id: u64, operation: &'static str, field: String, made: Made| {
        tampered.push(Tampered {
            id,
            artefact,
            field,
            operation: operation.to_owned(),
            before: made.before,
            after: made.after,
        });
    };
    let (mut header, mut claims) = (Value::Object(draft.header), Value::Object(draft.claims));
    for due in due {
        for (made, operation) in changed(&mut claims, &due.change.fields) {
            mark(due.id, operation, made.field.clone(), made);
        }
    }
    let fault = (due.iter().rev()).find_map(|due| Some((due.id, due.change.signature?)));
    if let Some((id, fault)) = fault {
        for made in disguise(&mut header, fault, key, foreign)? {
            mark(id, fault.name(), format!("header.{}", made.field), made);
        }
    }
    for due in due {
        for (made, operation) in changed(&mut header, &due.change.header) {
            mark(due.id, operation, format!("header.{}", made.field), made);
        }
    }
    let mut token = URL_SAFE_NO_PAD.encode(json::write(&header));
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(json::write(&claims), &mut token);
    let signature = match fault {
        None => key.sign(token.as_bytes())?,
        Some((_, fault)) => signature(fault, token.as_bytes(), key)?,
    };
    let signature = URL_SAFE_NO_PAD.encode(signature);
    if let Some((id, fault)) = fault {
        let after = Some(signature.as_str().into());
        let made = Made {
            field: "signature".to_owned(),
            before: None,
            after,
        };
        mark(id, fault.name(), made.field.clone(), made);
    }
    token.push('.');
    token.push_str(&signature);
    let claims = claims
        .as_object()
        .map(json::without_twins)
        .unwrap_or_default();
    Ok(Forged {
        token,
        claims,
        tampered,
    })
}

/// Applies operations, and tells what each made.
fn changed(value: &mut Value, fields: &Fields) -> Vec<(Made, &'static str)> {
    let mut all = Vec::new();
    for (field, operation) in fields {
        let made = json::change(value, field, operation);
        all.extend(made.into_iter().map(|made| (made, operation.name())));
    }
    all
}

/// What a fault writes into the header.
fn disguise(
    header: &mut Value,
    fault: SignatureFault,
    key: &SigningKey,
    foreign: &str,
) -> Result<Vec<Made>, KeyError> {
    let other = Foreign::of(key.algorithm)?;
    let kid = || Value::from(other.key.kid.as_str());
    let written: Vec<(&str, Value)> = match fault {
        SignatureFault::None => vec![("alg", "none".into())],
        SignatureFault::Hs256WithPublicKey => vec![("alg", "HS256".into())],
        SignatureFault::Empty | SignatureFault::Flipped | SignatureFault::OtherKey => Vec::new(),
        SignatureFault::ForeignJwk => vec![
            ("kid", kid()),
            ("jwk", Value::Object(other.key.jwk().clone())),
        ],
        SignatureFault::ForeignJku => vec![
            ("kid", kid()),
            ("jku", format!("{foreign}{JWKS_PATH}").into()),
        ],
        SignatureFault::ForeignX5u => {
            let path = Foreign::certificate_path(key.algorithm);
            vec![("kid", kid()), ("x5u", format!("{foreign}{path}").into())]
        }
    };
    let mut made = Vec::new();
    if let Some(members) = header.as_object_mut() {
        for (name, after) in written {
            made.push(Made {
                field: name.to_owned(),
                before: members.insert(name.to_owned(), after.clone()),
                after: Some(after),
            });
        }
    }
    Ok(made)
}

fn signature(fault: SignatureFault, message: &[u8], key: &SigningKey) -> Result<Vec<u8>, KeyError> {
    match fault {
        SignatureFault::None | SignatureFault::Empty => Ok(Vec::new()),
        SignatureFault::Flipped => {
            let right = key.sign(message)?;
            Ok(right.into_iter().map(|byte| byte ^ FLIP).collect())
        }
        SignatureFault::OtherKey
        | SignatureFault::ForeignJwk
        | SignatureFault::ForeignJku
        | SignatureFault::ForeignX5u => Foreign::of(key.algorithm)?.key.sign(message),
        SignatureFault::Hs256WithPublicKey => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, key.public_pem()?.as_bytes());
            Ok(hmac::sign(&key, message).as_ref().to_vec())
        }
    }
}

#[cfg(test)]
mod tests;
