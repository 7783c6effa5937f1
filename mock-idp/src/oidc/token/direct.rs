//! Tokens without a flow, for tests of what uses them: the same that the flow would have come to, and
//! JSON Web Tokens that say anything.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    access::{self, Target},
    authorization_code, client_credentials, organization, resource,
};
use crate::base::{
    journal::Issued,
    jws::{self, Draft},
};
use crate::oidc::{
    client::Client,
    error::Error,
    exchange::Reply,
    grant,
    params::Params,
    tokens::{Holder, Origin},
    tx::Tx,
};

/// Scopes of a user's tokens where nothing is said.
const USUAL: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Which tokens are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The user; without one: the client's own token.
    pub user: Option<&'a str>,
    /// An API, by its resource indicator.
    pub resource: Option<&'a str>,
    /// An organization, by its id.
    pub organization: Option<&'a str>,
    /// Scopes, separated by blanks.
    pub scope: Option<&'a str>,
}

impl Wanted<'_> {
    fn params(&self) -> Params {
        let named = [
            ("resource", self.resource),
            ("organization_id", self.organization),
            ("scope", self.scope),
        ];
        let named = named.into_iter();
        Params::from_pairs(
            named
                .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
                .collect::<Vec<_>>(),
        )
    }
}

/// Issues what a code flow (for a user) or client credentials (for a machine) would come to.
pub fn issue(tx: &mut Tx<'_>, client: &Arc<Client>, wanted: &Wanted<'_>) -> Result<Reply, Error> {
    let Some(user) = wanted.user else {
        if !client.grant_types.contains(&"client_credentials") {
            let reason = "name a `user`: only a MachineToMachine application has tokens of its own";
            return Err(Error::new(
                "unauthorized_client",
                format!("`{}` is no machine-to-machine application", client.id),
            )
            .because(reason));
        }
        return client_credentials::run(tx, client, &wanted.params());
    };
    check_user(tx, client, user)?;
    let target = target(tx, wanted)?;
    let account = tx.store.names.share(user);
    let wants: Vec<String> = match wanted.scope {
        Some(scope) => access::scopes(scope)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        None => usual(tx, client, user, wanted),
    };
    let wants: Vec<&str> = wants.iter().map(String::as_str).collect();
    let of_provider: Vec<&str> = wants
        .iter()
        .copied()
        .filter(|scope| tx.profile.scopes.contains(scope))
        .collect();
    let resources: Vec<String> = wanted.resource.into_iter().map(str::to_owned).collect();
    let grant_id = grant::direct(tx, client, &account, &of_provider, &resources);
    let granted = tx.store.grants.get(&grant_id, tx.now).cloned();
    let organization =
        organization::requested(tx, &wanted.params(), client, user, granted.as_ref())?;
    let party = tx.store.party(&account, &client.id);
    let names = &mut tx.store.names;
    let origin = Origin {
        holder: Arc::new(Holder {
            party,
            grant_id,
            session_uid: None,
            sid: None,
        }),
        scope: names.share(&wants.join(" ")),
        resources: resources.iter().map(|r| names.share(r)).collect(),
        ..Origin::default()
    };
    authorization_code::tokens_for(tx, client, &origin.into(), &target, organization)
}

fn check_user(tx: &Tx<'_>, client: &Client, user: &str) -> Result<(), Error> {
    if !client.grant_types.contains(&"authorization_code")
        && !client
            .grant_types
            .contains(&"urn:ietf:params:oauth:grant-type:device_code")
    {
        return Err(Error::new(
            "unauthorized_client",
            format!("nobody signs in to `{}`", client.id),
        )
        .because("leave `user` out, or name another application"));
    }
    if !tx.directory.is_active(user) {
        return Err(Error::invalid_grant(format!("user `{user}` is suspended")));
    }
    if tx.directory.is_denied(user, &client.id) {
        return Err(Error::new("access_denied", "Access denied.")
            .because("application-level access control does not let the user in"));
    }
    Ok(())
}

fn target(tx: &Tx<'_>, wanted: &Wanted<'_>) -> Result<Target, Error> {
    match (wanted.resource, wanted.organization) {
        (Some(indicator), _) => resource::find(tx, indicator),
        (None, Some(id)) => Ok(Target::Organization(id.to_owned())),
        (None, None) => Ok(Target::Provider),
    }
}

/// The usual scopes, and all that the user has of the resource or organization.
fn usual(tx: &Tx<'_>, client: &Client, user: &str, wanted: &Wanted<'_>) -> Vec<String> {
    let is_allowed = |scope: &str| {
        let allowed = client.allowed_scopes.as_ref();
        allowed.is_none_or(|allowed| allowed.iter().any(|a| a == scope))
    };
    let mut scopes: Vec<String> = USUAL.iter().map(|scope| (*scope).to_owned()).collect();
    scopes.retain(|scope| is_allowed(scope));
    if let Some(indicator) = wanted.resource {
        scopes.extend(tx.directory.user_resource_scopes(
            user,
            client,
            indicator,
            wanted.organization,
            tx.profile.scopes,
        ));
    } else if let Some(id) = wanted.organization {
        let of_member = tx.directory.user_organization_scopes(user, id);
        scopes.extend(of_member.unwrap_or_default());
    }
    scopes
}

/// A JWT with the claims of an access token, under these claims and header: `null` takes one out.
/// Nothing is checked; it is signed by the key that signs now.
pub fn say(
    tx: &mut Tx<'_>,
    client: Option<&Client>,
    wanted: &Wanted<'_>,
    claims: Map<String, Value>,
    header: Map<String, Value>,
) -> Result<Reply, Error> {
    let now = tx.now.seconds();
    let ttl = tx.profile.lifetimes.access_token;
    let audience = match (wanted.resource, wanted.organization) {
        (Some(indicator), _) => indicator.to_owned(),
        (None, Some(id)) => organization::audience(id),
        (None, None) => tx.profile.issuer.clone(),
    };
    let subject = wanted.user.or(client.map(|client| &*client.id));
    let usual: [(&str, Option<Value>); 8] = [
        ("jti", Some(tx.ids.opaque().into())),
        ("sub", subject.map(Value::from)),
        ("iat", Some(now.into())),
        ("exp", Some(now.saturating_add(ttl).into())),
        ("scope", wanted.scope.map(Value::from)),
        ("client_id", client.map(|client| (&*client.id).into())),
        ("iss", Some(tx.profile.issuer.as_str().into())),
        ("aud", Some(audience.into())),
    ];
    let usual = usual.into_iter();
    let mut said: Map<String, Value> = usual
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    lay_over(&mut said, claims);
    let key = tx.keys.current();
    let mut draft = Draft::new(key, Some("at+jwt"), said);
    lay_over(&mut draft.header, header);
    let token = jws::sign(&draft, key).map_err(|error| Error::server_error(error.to_string()))?;
    let expires_in = draft.claims.get("exp").and_then(Value::as_i64);
    tx.trace.issued.push(Issued {
        kind: "access-token".to_owned(),
        value: token.clone(),
        claims: Some(Value::Object(draft.claims)),
    });
    let mut body = Map::new();
    body.insert("access_token".into(), token.into());
    if let Some(expires) = expires_in {
        body.insert("expires_in".into(), expires.saturating_sub(now).into());
    }
    body.insert("token_type".into(), "Bearer".into());
    Ok(Reply::json(Value::Object(body)))
}

fn lay_over(under: &mut Map<String, Value>, over: Map<String, Value>) {
    for (name, value) in over {
        if value.is_null() {
            under.shift_remove(&name);
        } else {
            under.insert(name, value);
        }
    }
}
