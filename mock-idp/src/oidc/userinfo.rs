//! The userinfo endpoint (OpenID Connect Core section 5.3).

use http::{StatusCode, header};
use serde_json::{Map, Value};

use super::{
    client_auth, cors,
    directory::ClaimsFor,
    error::Error,
    exchange::{Reply, Request},
    standing,
    tx::Tx,
};

/// Answers with the user's present claims, as far as the token's scopes reach.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Error> {
    answer(tx, request).map_err(|refusal| refusal.challenging(&tx.profile.issuer))
}

/// Why the answer is refused. A request without any token is not told that it made an error
/// (RFC 6750 section 3.1).
enum Refusal {
    NoToken(Error),
    Told(Error),
}

impl Refusal {
    fn challenging(self, realm: &str) -> Error {
        match self {
            Self::NoToken(error) => error.challenging("Bearer", realm, false),
            Self::Told(error) => error.challenging("Bearer", realm, true),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Told(error)
    }
}

fn answer(tx: &mut Tx<'_>, request: &Request) -> Result<Reply, Refusal> {
    request
        .body
        .reject_repeated(&["scope", "access_token"], &[])?;
    let token = bearer(request)?;
    let (origin, scope) = standing::access_token(tx, token)
        .map(|token| (token.holder.clone(), token.scope.clone()))
        .ok_or_else(|| {
            invalid_token(
                "no such opaque access token: never issued, expired, revoked, or a JWT for an API",
            )
        })?;
    tx.trace.user_id = Some(origin.account_id.to_string());
    let client = client_auth::find(tx, &origin.client_id)?;
    tx.trace.client_id = Some(client.id.to_string());
    cors::check(request, &client)?;
    let wanted = wanted(request, &scope)?;
    if !tx.directory.is_active(&origin.account_id) {
        return Err(invalid_token("the user was deleted or suspended").into());
    }
    let grant = standing::grant(tx, &origin).map_err(invalid_token)?;
    let scopes: Vec<&str> = wanted
        .into_iter()
        .filter(|scope| grant.scopes.contains(scope))
        .collect();
    let mut claims = Map::new();
    claims.insert("sub".into(), (&*origin.account_id).into());
    claims.extend(
        tx.directory
            .claims(&origin.account_id, &scopes, ClaimsFor::UserInfo),
    );
    Ok(Reply::json(Value::Object(claims)))
}

/// The access token of a request: in the Authorization header or in the body, not in both, never in
/// the query (RFC 6750 section 2).
fn bearer(request: &Request) -> Result<&str, Refusal> {
    let header = request.headers.get(header::AUTHORIZATION);
    let body = request.body.get("access_token");
    let query = request.query.get("access_token");
    let ways =
        usize::from(header.is_some()) + usize::from(body.is_some()) + usize::from(query.is_some());
    let told = |description: &str| Refusal::Told(Error::invalid_request(description));
    if ways > 1 {
        return Err(told(
            "access token must only be provided using one mechanism",
        ));
    }
    if query.is_some() {
        return Err(told(
            "access tokens must not be provided via query parameter",
        ));
    }
    if let Some(body) = body {
        return Ok(body);
    }
    let Some(header) = header else {
        let error = Error::new("invalid_token", "no access token provided")
            .with_status(StatusCode::UNAUTHORIZED)
            .because("send `Authorization: Bearer` and the access token");
        return Err(Refusal::NoToken(error));
    };
    let parts: Vec<&str> = header.to_str().unwrap_or_default().split(' ').collect();
    let [scheme, token] = parts.as_slice() else {
        return Err(told("invalid authorization header value format"));
    };
    if scheme.eq_ignore_ascii_case("dpop") {
        return Err(told("`DPoP` header not provided"));
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(told("authorization header scheme must be `Bearer`"));
    }
    Ok(token)
}

/// The scopes whose claims are answered: the token's, or those of it that the request names.
fn wanted<'a>(request: &'a Request, scope: &'a str) -> Result<Vec<&'a str>, Error> {
    let held: Vec<&str> = scope.split(' ').collect();
    if !held.contains(&"openid") {
        return Err(insufficient(
            "access token missing openid scope",
            "openid".into(),
        ));
    }
    let asked = request.body.get("scope").or(request.query.get("scope"));
    let Some(asked) = asked else {
        return Ok(held);
    };
    let asked: Vec<&str> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
    let missing: Vec<&str> = asked
        .iter()
        .copied()
        .filter(|scope| !held.contains(scope))
        .collect();
    if missing.is_empty() {
        Ok(asked)
    } else {
        Err(insufficient(
            "access token missing requested scope",
            missing.join(" "),
        ))
    }
}

fn insufficient(description: &str, scope: String) -> Error {
    Error::new("insufficient_scope", description)
        .with_status(StatusCode::FORBIDDEN)
        .with_scope(scope)
}

fn invalid_token(reason: &str) -> Error {
    Error::new("invalid_token", "invalid token provided")
        .with_status(StatusCode::UNAUTHORIZED)
        .because(reason)
}
