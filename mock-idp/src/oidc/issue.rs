//! Issuing: opaque tokens into the store, JSON Web Tokens signed with the current key.
//!
//! Everything that is handed out is noted for the journal here. Whether it may be handed out is
//! decided elsewhere.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    client::Client,
    directory::ClaimsFor,
    error::Error,
    tokens::{AccessToken, Origin, RefreshToken},
    tx::Tx,
};
use crate::base::{
    clock::Moment,
    journal::Issued,
    jws::{Draft, Unsigned},
    keys::{KeyError, SigningKey},
    tamper::{self, Artefact, Due, Forged, Occasion, Tampered},
};

/// Signs claims with the current key, at once. `typ` is the header's (RFC 7515 section 4.1.9).
pub fn sign(
    tx: &mut Tx<'_>,
    artefact: Artefact,
    typ: Option<&str>,
    claims: Map<String, Value>,
) -> Result<String, Error> {
    let later = tx.unsigned.take();
    let token = draft(tx, artefact, typ, claims);
    tx.unsigned = later;
    token
}

/// A token for the answer's body: signed, or to be signed when the transaction is over (see
/// [`Tx::unsigned`]). This is where a draft can be changed on purpose.
fn draft(
    tx: &mut Tx<'_>,
    artefact: Artefact,
    typ: Option<&str>,
    claims: Map<String, Value>,
) -> Result<String, Error> {
    let due = tx.tampers.due(artefact, occasion(&claims));
    let (token, claims) = if due.is_empty() {
        let draft = Draft::new(tx.keys.current(), typ, claims);
        let mut token = Unsigned::new(&draft, tx.keys.current().clone());
        let text = if let Some(later) = &mut tx.unsigned {
            let text = token.token().to_owned();
            later.push(token);
            text
        } else {
            token.sign().map_err(unsigned)?;
            token.token().to_owned()
        };
        (text, draft.claims)
    } else {
        let Forged {
            token,
            claims,
            tampered,
        } = forged(tx, artefact, typ, claims, &due).map_err(unsigned)?;
        tx.tampers.settle(&due, &tampered);
        tx.trace.tampered.extend(tampered);
        (token, claims)
    };
    tx.trace.issued.push(Issued {
        kind: artefact.name().to_owned(),
        value: token.clone(),
        claims: Some(Value::Object(claims)),
    });
    Ok(token)
}

fn unsigned(error: KeyError) -> Error {
    Error::server_error(error.to_string())
}

/// For whom a token is.
fn occasion(claims: &Map<String, Value>) -> Occasion<'_> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    Occasion {
        client: text("client_id").or(text("aud")),
        user: text("sub"),
    }
}

/// The token as it is tampered with; where that is asked for, by a key that is new.
fn forged(
    tx: &mut Tx<'_>,
    artefact: Artefact,
    typ: Option<&str>,
    claims: Map<String, Value>,
    due: &[Due],
) -> Result<Forged, KeyError> {
    let before = tx.keys.current().clone();
    let rotates = due.iter().find(|due| due.change.rotate_key);
    if rotates.is_some() {
        let key = SigningKey::es384(tx.ids.long(), tx.now)?;
        if let Err(refused) = tx.keys.rotate(key, 0, tx.now) {
            tracing::warn!(%refused, "the key is not rotated");
        }
    }
    let key = tx.keys.current();
    let draft = Draft::new(key, typ, claims);
    let mut forged = tamper::forge(artefact, draft, key, due, tx.tampers.foreign())?;
    if let Some(due) = rotates.filter(|_| before.kid != key.kid) {
        let mark = Tampered {
            id: due.id,
            artefact,
            field: "key".to_owned(),
            operation: "rotate-key".to_owned(),
            before: Some(before.kid.as_str().into()),
            after: Some(key.kid.as_str().into()),
        };
        forged.tampered.insert(0, mark);
    }
    Ok(forged)
}

/// What a JWT access token says (RFC 9068).
#[derive(Clone, Debug)]
pub struct JwtAccess<'a> {
    /// Claims that come first, and that the standard ones override.
    pub extra: Map<String, Value>,
    /// The user, or the client itself.
    pub subject: &'a str,
    /// The client.
    pub client_id: &'a str,
    /// The audience.
    pub audience: &'a str,
    /// The scope; a client's own token without any has no such claim.
    pub scope: Option<&'a str>,
    /// Seconds it is good for.
    pub ttl: i64,
}

/// A JWT access token, claims in Logto's order.
pub fn jwt_access_token(tx: &mut Tx<'_>, access: JwtAccess<'_>) -> Result<String, Error> {
    let now = tx.now.seconds();
    let mut claims = access.extra;
    claims.insert("jti".into(), tx.ids.opaque().into());
    claims.insert("sub".into(), access.subject.into());
    claims.insert("iat".into(), now.into());
    claims.insert("exp".into(), now.saturating_add(access.ttl).into());
    if let Some(scope) = access.scope {
        claims.insert("scope".into(), scope.into());
    }
    claims.insert("client_id".into(), access.client_id.into());
    claims.insert("iss".into(), tx.profile.issuer.as_str().into());
    claims.insert("aud".into(), access.audience.into());
    draft(tx, Artefact::AccessToken, Some("at+jwt"), claims)
}

/// An opaque access token for what `origin` allows, with this scope.
pub fn opaque_access_token(
    tx: &mut Tx<'_>,
    origin: &Origin,
    scope: &str,
    extra: Map<String, Value>,
) -> String {
    let token = AccessToken {
        holder: origin.holder.clone(),
        scope: tx.store.names.share(scope),
        issued_at: tx.now,
        extra: (!extra.is_empty()).then(|| Box::new(extra)),
    };
    let lifetimes = tx.profile.lifetimes;
    let gone = tx
        .now
        .plus_seconds(lifetimes.access_token + lifetimes.clock_tolerance);
    let value = tx.ids.opaque();
    tx.store.access_tokens.insert(&value, token, gone, tx.now);
    note(tx, "access-token", &value);
    value
}

/// A refresh token that ends at `expires_at`; the first of its line, or the successor of one issued
/// first at `first_issued_at`.
pub fn refresh_token(
    tx: &mut Tx<'_>,
    origin: Arc<Origin>,
    first_issued_at: Moment,
    expires_at: Moment,
) -> String {
    let token = RefreshToken {
        origin,
        issued_at: tx.now,
        first_issued_at,
        consumed_at: None,
    };
    let value = tx.ids.opaque();
    tx.store
        .refresh_tokens
        .insert(&value, token, expires_at, tx.now);
    note(tx, "refresh-token", &value);
    value
}

/// An ID token (OpenID Connect Core section 2) with the claims of `scopes`, in Logto's order: `sub`,
/// claims by scope, `auth_time`, `nonce`, `sid`, then the standard ones. No `at_hash`, no `typ`.
pub fn id_token(
    tx: &mut Tx<'_>,
    client: &Client,
    origin: &Origin,
    scopes: &[&str],
) -> Result<String, Error> {
    let mut claims = Map::new();
    claims.insert("sub".into(), (&*origin.account_id).into());
    claims.extend(
        tx.directory
            .claims(&origin.account_id, scopes, ClaimsFor::IdToken),
    );
    if let Some(at) = origin.auth_time {
        claims.insert("auth_time".into(), at.into());
    }
    if let Some(nonce) = &origin.nonce {
        claims.insert("nonce".into(), (&**nonce).into());
    }
    if let Some(sid) = &origin.sid {
        claims.insert("sid".into(), sid.to_string().into());
    }
    let now = tx.now.seconds();
    let ttl = client.id_token_ttl.unwrap_or(tx.profile.lifetimes.id_token);
    claims.insert("aud".into(), (&*client.id).into());
    claims.insert("exp".into(), now.saturating_add(ttl).into());
    claims.insert("iat".into(), now.into());
    claims.insert("iss".into(), tx.profile.issuer.as_str().into());
    draft(tx, Artefact::IdToken, None, claims)
}

fn note(tx: &mut Tx<'_>, kind: &str, value: &str) {
    tx.trace.issued.push(Issued {
        kind: kind.to_owned(),
        value: value.to_owned(),
        claims: None,
    });
}
