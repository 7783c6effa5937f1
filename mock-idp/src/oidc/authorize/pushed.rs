//! Taking up a pushed authorization request (RFC 9126 section 4).

use super::Asked;
use crate::oidc::{error::Error, params::Params, tx::Tx};

/// What every `request_uri` of a pushed request starts with (RFC 9126 section 2.2).
pub(crate) const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// Puts the pushed parameters in place of those of the query. The request may be opened until a code is
/// issued for it; `request_uri` is kept to know it by then.
pub(super) fn load(asked: &mut Asked, tx: &Tx<'_>) -> Result<(), Error> {
    let Some(uri) = asked.params.get("request_uri") else {
        return Ok(());
    };
    let refuse = |reason: String| {
        Err(Error::new(
            "invalid_request_uri",
            "request_uri is invalid, expired, or was already used",
        )
        .because(reason))
    };
    let Some(pushed) = tx.store.pushed_requests.get(uri, tx.now) else {
        return refuse(format!("no pushed request is known as `{uri}`"));
    };
    if pushed.expires_at <= tx.now {
        return refuse("the pushed request has expired: push it again".into());
    }
    if pushed.consumed_at.is_some() {
        return refuse("a code was already issued for this pushed request: push another".into());
    }
    let client = asked.client()?;
    if pushed.client_id != client.id {
        return refuse(format!(
            "the request was pushed by `{}`, not by `{}`",
            pushed.client_id, client.id
        ));
    }
    let mut pairs: Vec<(String, String)> = pushed.params.pairs().to_vec();
    pairs.push(("request_uri".into(), uri.to_owned()));
    asked.params = Params::from_pairs(pairs);
    Ok(())
}
