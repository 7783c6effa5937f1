//! Which API an access token is for (RFC 8707 section 2.2).

use super::access::Target;
use crate::oidc::{error::Error, params::Params, tokens::Origin, tx::Tx};

/// The target of an access token that rests on an authorization.
///
/// The request may name one of the authorization's resources. Without one, the token is for the
/// provider itself, unless `openid` is not in effect: then the authorization's one resource is meant.
/// Where several are named, or meant, only the tenant's default resource can decide.
pub(super) fn resolve(
    tx: &Tx<'_>,
    params: &Params,
    origin: &Origin,
    scopes_in_effect: &[&str],
) -> Result<Target, Error> {
    let named: Vec<&str> = params.all("resource").collect();
    let indicator = match (named.as_slice(), origin.resources.as_slice()) {
        ([one], _) => Some((*one).to_owned()),
        ([], []) => None,
        ([], _) if scopes_in_effect.contains(&"openid") => None,
        ([], [one]) => Some(one.to_string()),
        ([_, _, ..], _) | ([], [_, _, ..]) => tx.directory.default_resource(),
    };
    let Some(indicator) = indicator else {
        return Ok(Target::Provider);
    };
    if !origin.resources.iter().any(|known| **known == *indicator) {
        return Err(unknown().because(format!(
            "`{indicator}` is none of the resources of the authorization request: {}",
            listed(origin)
        )));
    }
    find(tx, &indicator)
}

/// The API of an indicator.
pub(super) fn find(tx: &Tx<'_>, indicator: &str) -> Result<Target, Error> {
    match tx.directory.resource(indicator) {
        Some(resource) => Ok(Target::Api(resource)),
        None => Err(unknown().because(format!("no API resource has the indicator `{indicator}`"))),
    }
}

fn unknown() -> Error {
    Error::new(
        "invalid_target",
        "resource indicator is missing, or unknown",
    )
}

fn listed(origin: &Origin) -> String {
    if origin.resources.is_empty() {
        "it named none".to_owned()
    } else {
        origin.resources.join(", ")
    }
}
