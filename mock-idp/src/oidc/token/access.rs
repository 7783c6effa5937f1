//! The access token of a grant: opaque for the provider's own endpoints, a JWT for an API or an
//! organization. And which of the granted scopes it carries.

use serde_json::{Map, Value};

use super::organization;
use crate::oidc::{
    client::Client,
    directory::Resource,
    error::Error,
    grant::Grant,
    issue::{self, JwtAccess},
    scopes::Scopes,
    tokens::Origin,
    tx::Tx,
};

/// What an access token is for.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// Userinfo and the provider's own APIs.
    Provider,
    /// An API.
    Api(Resource),
    /// An organization.
    Organization(String),
}

/// An issued access token.
#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) token: String,
    pub(super) expires_in: i64,
    pub(super) scope: String,
}

/// The scopes of a blank-separated list, each once.
pub(super) fn scopes(text: &str) -> Vec<&str> {
    let mut scopes = Vec::new();
    for scope in text.split(' ').filter(|scope| !scope.is_empty()) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

/// The granted OpenID Connect scopes that are wanted, in the order in which they were granted.
pub(super) fn granted<'g>(grant: &'g Grant, wanted: &[&str]) -> Vec<&'g str> {
    kept(&grant.scopes, |scope| wanted.contains(&scope))
}

/// The granted scopes of an API that are wanted, and that the user still has.
fn granted_of_api<'g>(
    grant: &'g Grant,
    indicator: &str,
    wanted: &[&str],
    current: &[String],
) -> Vec<&'g str> {
    let Some(granted) = grant.resource(indicator) else {
        return Vec::new();
    };
    kept(granted, |scope| {
        wanted.contains(&scope) && current.iter().any(|has| has == scope)
    })
}

fn kept(scopes: &Scopes, keep: impl Fn(&str) -> bool) -> Vec<&str> {
    scopes.iter().filter(|scope| keep(scope)).collect()
}

/// The scope that an access token of a user's grant carries.
pub(super) fn scope(
    tx: &Tx<'_>,
    client: &Client,
    grant: &Grant,
    target: &Target,
    wanted: &[&str],
    organization: Option<&str>,
) -> String {
    match target {
        Target::Provider => granted(grant, wanted).join(" "),
        Target::Api(resource) => {
            let asked: Vec<&str> = grant.scopes.iter().map(AsRef::as_ref).collect();
            let current = tx.directory.user_resource_scopes(
                &grant.account_id,
                client,
                &resource.indicator,
                organization,
                &asked,
            );
            granted_of_api(grant, &resource.indicator, wanted, &current).join(" ")
        }
        Target::Organization(id) => {
            organization::user_scopes(tx, &grant.account_id, id, wanted).join(" ")
        }
    }
}

/// Issues the access token. `extra` are claims that come before the standard ones.
pub(super) fn issue(
    tx: &mut Tx<'_>,
    origin: &Origin,
    target: &Target,
    scope: String,
    extra: Map<String, Value>,
) -> Result<Access, Error> {
    let mut claims = extra;
    claims.extend(
        tx.directory
            .custom_claims(Some(&origin.account_id), &origin.client_id, tx.now),
    );
    let (token, expires_in) = match target {
        Target::Provider => (
            issue::opaque_access_token(tx, origin, &scope, claims),
            tx.profile.lifetimes.access_token,
        ),
        Target::Api(_) | Target::Organization(_) => {
            let (audience, ttl) = audience(tx, target);
            let access = JwtAccess {
                extra: claims,
                subject: &origin.account_id,
                client_id: &origin.client_id,
                audience: &audience,
                scope: Some(&scope),
                ttl,
            };
            (issue::jwt_access_token(tx, access)?, ttl)
        }
    };
    Ok(Access {
        token,
        expires_in,
        scope,
    })
}

/// Whom a JWT is for, and for how many seconds.
pub(super) fn audience(tx: &Tx<'_>, target: &Target) -> (String, i64) {
    match target {
        Target::Provider => (tx.profile.issuer.clone(), tx.profile.lifetimes.access_token),
        Target::Api(resource) => (resource.indicator.to_string(), resource.access_token_ttl),
        Target::Organization(id) => (
            organization::audience(id),
            tx.profile.lifetimes.access_token,
        ),
    }
}
