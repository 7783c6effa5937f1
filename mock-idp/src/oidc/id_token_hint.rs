//! ID tokens that come back as a hint (OpenID Connect Core section 3.1.2.1, RP-Initiated Logout
//! section 2): signature, issuer and audience count, expiry does not.

use serde_json::Value;

use super::tx::Tx;
use crate::base::jws;

/// The `aud` of something that looks like an ID token, unverified; nothing where it is no JWT at all.
pub(crate) fn audience(hint: &str) -> Option<String> {
    let draft = jws::decode(hint).ok()?;
    let audience = draft.claims.get("aud").and_then(Value::as_str);
    Some(audience.unwrap_or_default().to_owned())
}

/// Whom the ID token is about, or why it is none of this provider for this client.
pub(crate) fn verify(tx: &Tx<'_>, hint: &str, client_id: &str) -> Result<String, String> {
    let draft = jws::verify(hint, tx.keys).map_err(|why| format!("the id_token_hint: {why}"))?;
    let claim = |name: &str| draft.claims.get(name).and_then(Value::as_str);
    if claim("iss") != Some(&tx.profile.issuer) {
        return Err(format!(
            "the id_token_hint was issued by `{}`, not by `{}`",
            claim("iss").unwrap_or_default(),
            tx.profile.issuer
        ));
    }
    if claim("aud") != Some(client_id) {
        return Err(format!(
            "the id_token_hint is for `{}`, not for `{client_id}`",
            claim("aud").unwrap_or_default()
        ));
    }
    claim("sub")
        .map(str::to_owned)
        .ok_or_else(|| "the id_token_hint names no subject".to_owned())
}
