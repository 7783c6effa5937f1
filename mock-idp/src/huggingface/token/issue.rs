//! Making tokens: opaque ones with Hugging Face's prefixes, and the claims of an ID token.
//!
//! The real access tokens are JWTs behind their prefix; nobody can check their signature, so here they
//! are random. The ID token is signed outside the lock: here are only its claims.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::base::journal::{Issued, Trace};
use crate::huggingface::{
    app::Tx,
    scope::{self, Scope},
    store::{Grant, Token},
    userinfo,
};
use crate::oidc::error::Error;

/// What access tokens start with.
pub const ACCESS_PREFIX: &str = "hf_oauth_";
/// What refresh tokens start with.
pub const REFRESH_PREFIX: &str = "hf_oauth__refresh_";
/// Seconds an access token is good for: eight hours.
pub const ACCESS_TTL: i64 = 28_800;
/// Seconds a refresh token is good for: thirty days.
const REFRESH_TTL: i64 = 30 * 24 * 3600;
/// Seconds an ID token is good for.
const ID_TOKEN_TTL: i64 = 3_600;

/// What a grant type comes to.
#[derive(Debug)]
pub struct Wanted {
    /// What the tokens stand for.
    pub grant: Arc<Grant>,
    /// Fewer scopes than the grant's, where the application asked for fewer.
    pub scopes: Option<Box<[Scope]>>,
    /// Whether a refresh token is issued.
    pub refresh_token: bool,
    /// `nonce` for the ID token.
    pub nonce: Option<Box<str>>,
}

/// A successful answer, but for the signature of the ID token.
#[derive(Debug)]
pub struct Granted {
    /// Members of the answer, in order, up to the ID token.
    pub members: Map<String, Value>,
    /// Claims of the ID token, with the scope `openid`.
    pub id_token: Option<Map<String, Value>>,
    /// Comes after the ID token.
    pub refresh_token: Option<String>,
    /// What the journal is told.
    pub trace: Trace,
}

/// Makes the tokens.
pub fn issue(tx: &mut Tx<'_>, wanted: Wanted) -> Result<Granted, Error> {
    let Wanted {
        grant,
        scopes: fewer,
        refresh_token,
        nonce,
    } = wanted;
    let scopes = fewer.as_deref().unwrap_or(&grant.scopes);
    let user = (tx.state.data.users.get(&*grant.username))
        .ok_or_else(|| Error::new("invalid_grant", "Invalid user").because("the user is gone"))?;
    let id_token = scopes.contains(&scope::OPENID).then(|| {
        let mut claims = userinfo::claims(user, tx.issuer, scopes, &grant.orgs);
        claims.insert("aud".into(), (&*grant.client_id).into());
        claims.insert("auth_time".into(), grant.auth_time.seconds().into());
        if let Some(nonce) = nonce {
            claims.insert("nonce".into(), nonce.into_string().into());
        }
        claims.insert("iat".into(), tx.now.seconds().into());
        let exp = tx.now.plus_seconds(ID_TOKEN_TTL).seconds();
        claims.insert("exp".into(), exp.into());
        claims.insert("iss".into(), tx.issuer.into());
        claims
    });

    let mut trace = Trace {
        endpoint: "token",
        client_id: Some(grant.client_id.to_string()),
        user_id: Some(grant.username.to_string()),
        ..Trace::default()
    };
    let mut members = Map::new();
    let access = tx.state.ids.secret();
    let token = format!("{ACCESS_PREFIX}{access}");
    members.insert("access_token".into(), token.clone().into());
    members.insert("token_type".into(), "bearer".into());
    members.insert("expires_in".into(), ACCESS_TTL.into());
    members.insert("scope".into(), scope::join(scopes).into());
    trace.issued.push(issued("access-token", token));

    let refresh_token = refresh_token.then(|| {
        let refresh = tx.state.ids.secret();
        let row = Token {
            grant: grant.clone(),
            scopes: None,
        };
        let end = tx.now.plus_seconds(REFRESH_TTL);
        let tokens = &mut tx.state.store.refresh_tokens;
        tokens.insert(&refresh, row, end, tx.now);
        let token = format!("{REFRESH_PREFIX}{refresh}");
        trace.issued.push(issued("refresh-token", token.clone()));
        token
    });
    let row = Token {
        grant,
        scopes: fewer,
    };
    let end = tx.now.plus_seconds(ACCESS_TTL);
    (tx.state.store.access_tokens).insert(&access, row, end, tx.now);
    Ok(Granted {
        members,
        id_token,
        refresh_token,
        trace,
    })
}

fn issued(kind: &str, value: String) -> Issued {
    Issued {
        kind: kind.to_owned(),
        value,
        claims: None,
    }
}
