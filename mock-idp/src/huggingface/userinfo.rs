//! `GET /oauth/userinfo` and the claims of the scopes.

use http::{StatusCode, header::WWW_AUTHENTICATE};
use serde_json::{Map, Value, json};

use super::{
    app::Tx,
    avatar,
    model::{Org, User},
    scope::{self, Scope},
    store::Token,
    token::issue::ACCESS_PREFIX,
};
use crate::base::{journal::Problem, tamper::Artefact};
use crate::oidc::exchange::{Body, Reply, Request};

/// The endpoint (OpenID Connect Core section 5.3).
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let Some((token, user)) = bearer(tx, request) else {
        let mut reply = Reply::new(
            StatusCode::UNAUTHORIZED,
            Body::Json(json!({
                "error": "invalid_token",
                "error_description": "The access token is invalid or expired",
            })),
        )
        .with_header(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
        .traced("userinfo")
        .as_artefact(Artefact::HuggingfaceUserinfo);
        reply.trace.error = Some(Problem {
            error: "invalid_token".to_owned(),
            description: "The access token is invalid or expired".to_owned(),
            reason: match request.header("authorization") {
                None => "there is no Authorization header".to_owned(),
                Some(_) => "no living access token has this value".to_owned(),
            },
        });
        return reply;
    };
    let claims = claims(user, tx.issuer, token.scopes(), &token.grant.orgs);
    let mut reply = Reply::json(Value::Object(claims))
        .traced("userinfo")
        .as_artefact(Artefact::HuggingfaceUserinfo);
    reply.trace.client_id = Some(token.grant.client_id.to_string());
    reply.trace.user_id = Some(user.username.clone());
    reply
}

/// The living access token that the request bears (RFC 6750 section 2.1), and its user.
pub fn bearer<'a>(tx: &'a Tx<'_>, request: &Request) -> Option<(&'a Token, &'a User)> {
    let (scheme, value) = request.header("authorization")?.split_once(' ')?;
    let key = value.trim().strip_prefix(ACCESS_PREFIX)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let token = tx.state.store.access_tokens.get(key, tx.now)?;
    let user = tx.state.data.users.get(&*token.grant.username)?;
    Some((token, user))
}

/// The claims of these scopes, in Hugging Face's order. `granted` are the `sub`s of the organizations
/// that the user let the application into: only of those it learns details.
pub fn claims(
    user: &User,
    issuer: &str,
    scopes: &[Scope],
    granted: &[Box<str>],
) -> Map<String, Value> {
    let has = |scope| scopes.contains(&scope);
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("sub", user.sub.clone().into());
    if has(scope::PROFILE) {
        put("name", user.fullname.clone().into());
        put("preferred_username", user.username.clone().into());
        put("profile", format!("{issuer}/{}", user.username).into());
        put("picture", avatar::of_user(user, issuer).into());
        if let Some(website) = &user.website {
            put("website", website.clone().into());
        }
    }
    if let Some(email) = user.email.clone().filter(|_| has(scope::EMAIL)) {
        put("email", email.into());
        put("email_verified", user.email_verified.into());
    }
    if has(scope::PROFILE) {
        put("isPro", user.is_pro.into());
    }
    if has(scope::READ_BILLING) {
        put("canPay", user.can_pay.into());
    }
    if has(scope::PROFILE) && !user.hardware_items.is_empty() {
        put("hardwareItems", user.hardware_items.clone().into());
    }
    if has(scope::PROFILE) || has(scope::READ_MEMBERSHIPS) {
        let orgs = user.orgs.iter().map(|org| {
            let is_granted = granted.iter().any(|sub| **sub == *org.sub);
            org_claims(org, issuer, scopes, is_granted)
        });
        put("orgs", orgs.collect());
    }
    claims
}

fn org_claims(org: &Org, issuer: &str, scopes: &[Scope], is_granted: bool) -> Value {
    let mut claims = json!({
        "sub": org.sub,
        "name": org.fullname,
        "preferred_username": org.name,
        "picture": avatar::of_org(org, issuer),
    });
    let mut put = |name: &str, value: Value| claims[name] = value;
    if let Some(plan) = &org.plan {
        put("plan", plan.clone().into());
    }
    if is_granted && scopes.contains(&scope::READ_BILLING) {
        put("canPay", org.can_pay.into());
    }
    if is_granted && scopes.contains(&scope::READ_MEMBERSHIPS) {
        put("roleInOrg", json!(org.role));
        if !org.security_restrictions.is_empty() {
            put("securityRestrictions", json!(org.security_restrictions));
        }
        if !org.resource_groups.is_empty() {
            put("resourceGroups", json!(org.resource_groups));
        }
    }
    claims
}
