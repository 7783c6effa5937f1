//! `client_credentials` (RFC 6749 section 4.4): a machine's own tokens, for an API or an organization.

use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

use super::{
    access::{self, Target},
    organization, refresh_token, resource,
};
use crate::oidc::{
    client::Client,
    error::Error,
    exchange::Reply,
    issue::{self, JwtAccess},
    params::Params,
    tx::Tx,
};

/// Issues a token to the client itself.
pub(super) fn run(tx: &mut Tx<'_>, client: &Arc<Client>, params: &Params) -> Result<Reply, Error> {
    let organization = params.get("organization_id").map(str::to_owned);
    if let Some(id) = &organization
        && tx
            .directory
            .client_organization_scopes(&client.id, id)
            .is_none()
    {
        return Err(
            organization::denied("app has not associated with the organization")
                .because(format!("add the application to the organization `{id}`")),
        );
    }
    let target = target(tx, params, organization.as_deref())?;
    let asked = params.get("scope").map(access::scopes).unwrap_or_default();
    check_scope(tx, client, &asked)?;
    let scope = scope(tx, client, &target, &asked, organization.as_deref());
    let (audience, ttl) = access::audience(tx, &target);
    let mut extra = refresh_token::organization_claim(organization, &target);
    extra.extend(tx.directory.custom_claims(None, &client.id, tx.now));
    let access = JwtAccess {
        extra,
        subject: &client.id,
        client_id: &client.id,
        audience: &audience,
        scope: scope.as_deref(),
        ttl,
    };
    let token = issue::jwt_access_token(tx, access)?;
    let mut body = Map::new();
    body.insert("access_token".into(), token.into());
    body.insert("expires_in".into(), ttl.into());
    body.insert("token_type".into(), "Bearer".into());
    if let Some(scope) = scope {
        body.insert("scope".into(), scope.into());
    }
    Ok(Reply::json(Value::Object(body)))
}

/// The API that is named, else the tenant's default one. With an organization and without a named
/// API the token is for the organization.
fn target(tx: &Tx<'_>, params: &Params, organization: Option<&str>) -> Result<Target, Error> {
    let mut named: Vec<String> = params.all("resource").map(str::to_owned).collect();
    if named.is_empty() {
        if let Some(id) = organization {
            return Ok(Target::Organization(id.to_owned()));
        }
        named.extend(tx.directory.default_resource());
    }
    for indicator in &named {
        check_format(indicator)?;
        resource::find(tx, indicator)?;
    }
    named.dedup();
    match named.as_slice() {
        [one] => resource::find(tx, one),
        [] => Err(Error::new(
            "invalid_target",
            "both `resource` and `organization_id` are not provided",
        )
        .because("name an API with `resource` or an organization with `organization_id`")),
        [_, _, ..] => Err(Error::new(
            "invalid_target",
            "only a single resource indicator value is supported for this grant type",
        )),
    }
}

fn check_format(indicator: &str) -> Result<(), Error> {
    let refuse = |description: &str| {
        Err(Error::new("invalid_target", description).because(format!("resource is `{indicator}`")))
    };
    match Url::parse(indicator) {
        Err(_) => refuse("resource indicator must be an absolute URI"),
        Ok(url) if url.as_str().contains('#') => {
            refuse("resource indicator must not contain a fragment component")
        }
        Ok(_) => Ok(()),
    }
}

/// A client with a list of its own may not ask for a scope of the provider that is not on it.
fn check_scope(tx: &Tx<'_>, client: &Client, asked: &[&str]) -> Result<(), Error> {
    let Some(allowed) = &client.allowed_scopes else {
        return Ok(());
    };
    let offending = asked.iter().find(|scope| {
        tx.profile.scopes.contains(*scope) && !allowed.iter().any(|known| known == *scope)
    });
    match offending {
        Some(scope) => {
            Err(Error::new("invalid_scope", "requested scope is not allowed").with_scope(*scope))
        }
        None => Ok(()),
    }
}

/// The requested scopes that the client has: none at all for an API where that is empty, but an empty
/// text for an organization.
fn scope(
    tx: &Tx<'_>,
    client: &Client,
    target: &Target,
    asked: &[&str],
    organization: Option<&str>,
) -> Option<String> {
    match target {
        Target::Organization(id) => {
            let mut scopes = tx
                .directory
                .client_organization_scopes(&client.id, id)
                .unwrap_or_default();
            scopes.retain(|scope| asked.contains(&scope.as_str()));
            Some(scopes.join(" "))
        }
        Target::Api(resource) => {
            let has =
                tx.directory
                    .client_resource_scopes(&client.id, &resource.indicator, organization);
            let scopes: Vec<&str> = asked
                .iter()
                .copied()
                .filter(|scope| has.iter().any(|h| h == scope))
                .collect();
            Some(scopes.join(" ")).filter(|scope| !scope.is_empty())
        }
        Target::Provider => None,
    }
}
