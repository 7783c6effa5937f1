//! `resource` (RFC 8707): which APIs access tokens will be asked for.

use url::Url;

use super::{Asked, asked::Target};
use crate::oidc::{error::Error, tx::Tx};

/// Refuses what is no address, or unknown. Without any, the tenant's default resource counts; without
/// that, only scopes that the provider itself knows are kept.
pub(super) fn check(asked: &mut Asked, tx: &Tx<'_>) -> Result<(), Error> {
    if asked.params.get("resource").is_none()
        && let Some(default) = tx.directory.default_resource()
    {
        asked.params.set("resource", default);
    }
    let indicators: Vec<&str> = asked.params.all("resource").collect();
    if indicators.is_empty() {
        let known = asked.known_scopes(tx.profile).join(" ");
        asked.params.set("scope", known);
        return Ok(());
    }
    let mut resources: Vec<Target> = Vec::new();
    for indicator in indicators {
        let target = find(indicator, tx)?;
        if resources.iter().all(|r| r.indicator != target.indicator) {
            resources.push(target);
        }
    }
    asked.resources = resources;
    Ok(())
}

fn find(indicator: &str, tx: &Tx<'_>) -> Result<Target, Error> {
    let refuse = |description: &str, reason: String| {
        Err(Error::new("invalid_target", description).because(reason))
    };
    let Ok(url) = Url::parse(indicator) else {
        return refuse(
            "resource indicator must be an absolute URI",
            format!("resource `{indicator}` is no absolute URI"),
        );
    };
    if url.as_str().contains('#') {
        return refuse(
            "resource indicator must not contain a fragment component",
            format!("resource `{indicator}` has a fragment"),
        );
    }
    match tx.directory.resource(indicator) {
        Some(resource) => Ok(Target {
            indicator: resource.indicator,
            scopes: Vec::new(),
        }),
        None => refuse(
            "resource indicator is missing, or unknown",
            format!("no API resource has the indicator `{indicator}`"),
        ),
    }
}

/// Fills in which of each resource's scopes the user has.
pub(crate) fn load_scopes(asked: &mut Asked, tx: &Tx<'_>, account_id: &str) -> Result<(), Error> {
    let client = asked.client()?.clone();
    let words: Vec<String> = asked.scopes().into_iter().map(str::to_owned).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for target in &mut asked.resources {
        let indicator = &target.indicator;
        target.scopes = tx
            .directory
            .user_resource_scopes(account_id, &client, indicator, None, &words);
    }
    Ok(())
}
