//! `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693): a user's token from another proof of
//! that user: an impersonation token, a personal access token, or an access token.

mod subject;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    access::{self, Target},
    organization, refresh_token, resource,
};
use crate::oidc::{
    client::Client,
    error::Error,
    exchange::Reply,
    grant::Grant,
    params::Params,
    scopes::Scopes,
    tokens::{Holder, Origin},
    tx::Tx,
};

/// Exchanges a subject token.
pub(super) fn run(tx: &mut Tx<'_>, client: &Arc<Client>, params: &Params) -> Result<Reply, Error> {
    params.require(&["subject_token", "subject_token_type"])?;
    let subject = subject::find(tx, params)?;
    let account_id = subject.account_id.clone();
    tx.trace.user_id = Some(account_id.to_string());
    if !tx.directory.is_active(&account_id) {
        return Err(Error::invalid_grant(format!(
            "`{account_id}` is no user, or was suspended"
        )));
    }
    if tx.directory.is_denied(&account_id, &client.id) {
        return Err(Error::new("access_denied", "Access denied.")
            .because("application-level access control does not let the user in"));
    }
    let organization = organization::requested(tx, params, client, &account_id, None)?;
    let target = target(tx, params, organization.as_deref())?;
    let asked = params.get("scope").map(access::scopes).unwrap_or_default();
    let scope = scope(
        tx,
        client,
        &account_id,
        &target,
        &asked,
        organization.as_deref(),
    );
    let mut extra = Map::new();
    if let Some(actor) = subject::actor(tx, params)? {
        extra.insert("act".into(), json!({ "sub": &*actor }));
    }
    extra.extend(refresh_token::organization_claim(organization, &target));
    let holder = Holder {
        party: tx.store.party(&account_id, &client.id),
        grant_id: tx.ids.opaque().into(),
        ..Holder::default()
    };
    let origin = Origin {
        holder: holder.into(),
        ..Origin::default()
    };
    keep_grant(tx, &origin, &target, &scope);
    let access = access::issue(tx, &origin, &target, scope, extra)?;
    subject::consume(tx, &subject);
    let mut body = Map::new();
    body.insert("access_token".into(), access.token.into());
    body.insert("expires_in".into(), access.expires_in.into());
    body.insert("scope".into(), access.scope.into());
    body.insert("token_type".into(), "Bearer".into());
    Ok(Reply::json(Value::Object(body)))
}

/// Any API may be named: the subject token names none. Of several, only a default one could be meant,
/// and that is not among the named.
fn target(tx: &Tx<'_>, params: &Params, organization: Option<&str>) -> Result<Target, Error> {
    let named: Vec<&str> = params.all("resource").collect();
    match (named.as_slice(), organization) {
        ([one], _) => resource::find(tx, one),
        ([], Some(id)) => Ok(Target::Organization(id.to_owned())),
        ([], None) => Ok(Target::Provider),
        ([_, _, ..], _) => match tx.directory.default_resource() {
            Some(default) => Err(Error::new(
                "invalid_target",
                "resource indicator is missing, or unknown",
            )
            .because(format!(
                "several resources are named, so the default one is meant, `{default}`, which is not among them"
            ))),
            None => Ok(Target::Provider),
        },
    }
}

/// There is no grant to look at: what is asked for is given as far as the user has it.
fn scope(
    tx: &Tx<'_>,
    client: &Client,
    account_id: &str,
    target: &Target,
    asked: &[&str],
    organization: Option<&str>,
) -> String {
    match target {
        Target::Provider => asked
            .iter()
            .copied()
            .filter(|scope| tx.profile.scopes.contains(scope))
            .collect::<Vec<_>>()
            .join(" "),
        Target::Api(resource) => {
            // No consent narrows this down to the user's own roles, so the roles in organizations count too.
            let everywhere = [asked, &[refresh_token::ORGANIZATIONS]].concat();
            let has = tx.directory.user_resource_scopes(
                account_id,
                client,
                &resource.indicator,
                organization,
                &everywhere,
            );
            asked
                .iter()
                .copied()
                .filter(|scope| has.iter().any(|h| h == scope))
                .collect::<Vec<_>>()
                .join(" ")
        }
        Target::Organization(id) => organization::user_scopes(tx, account_id, id, asked).join(" "),
    }
}

/// The token rests on a grant of its own.
fn keep_grant(tx: &mut Tx<'_>, origin: &Origin, target: &Target, scope: &str) {
    let scopes: Scopes = access::scopes(scope).into_iter().collect();
    let mut grant = Grant::new(origin.party.clone(), Scopes::default());
    match target {
        Target::Provider => grant.scopes = scopes,
        Target::Api(resource) => {
            grant.set_resource(resource.indicator.clone(), scopes);
        }
        Target::Organization(id) => {
            grant.set_resource(organization::audience(id).into(), scopes);
        }
    }
    let gone = tx.now.plus_seconds(tx.profile.lifetimes.grant);
    tx.store
        .grants
        .insert(&origin.grant_id, grant, gone, tx.now);
}
