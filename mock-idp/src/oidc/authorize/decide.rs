//! What becomes of a request that passed the checks: ask the user, or accept.

use std::sync::Arc;

use super::{
    Asked,
    policy::{self, Needed, Situation},
    resource,
};
use crate::base::key::Key;
use crate::oidc::{error::Error, interaction::Outcome, session::Current, tx::Tx};

/// How far the user has come with a request.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    /// What came of that; none when the request has just come.
    pub(crate) outcome: Option<Outcome>,
    /// The grant that consent has added to.
    pub(crate) grant_id: Option<Key>,
    /// The device authorization it is about, in the device flow.
    pub(crate) device_code: Option<Key>,
}

/// What becomes of it.
#[derive(Debug)]
pub(crate) enum Decision {
    /// The user must be asked.
    Ask(Needed),
    /// Tokens may be issued.
    Accept(Accepted),
}

/// What tokens may be issued for.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) account_id: Arc<str>,
    pub(crate) grant_id: Key,
    /// Granted scopes among the requested ones, in the grant's order; resource scopes follow.
    pub(crate) scope: String,
}

/// Decides. Loads the account's resource scopes and the session's grant on the way.
pub(crate) fn decide(
    tx: &mut Tx<'_>,
    asked: &mut Asked,
    current: &mut Current,
    stage: &Stage,
) -> Result<Decision, Error> {
    let client = asked.client()?.clone();
    let account = current.account_id().cloned();
    if let Some(account) = &account {
        resource::load_scopes(asked, tx, account)?;
    }
    let held = current
        .session()
        .authorizations
        .get(&client.id)
        .and_then(|held| held.grant_id.clone());
    let grant_id = stage.grant_id.clone().or(held);
    let grant = grant_id
        .as_ref()
        .and_then(|id| tx.store.grants.get(id, tx.now))
        .filter(|grant| {
            grant.client_id == client.id && Some(&grant.account_id) == account.as_ref()
        });
    let situation = Situation {
        asked,
        session: current.session(),
        grant,
        outcome: stage.outcome.as_ref(),
        profile: tx.profile,
        now: tx.now,
    };
    if let Some(needed) = policy::needed(&situation)? {
        return if asked.has_prompt("none") {
            Err(needed.error)
        } else {
            Ok(Decision::Ask(needed))
        };
    }
    let denied = |reason: String| Error::bare("access_denied").because(reason);
    let (Some(account_id), Some(grant_id), Some(grant)) = (account, grant_id, grant) else {
        return Err(denied(
            "no scope was requested that could be granted: ask at least for openid".into(),
        ));
    };
    let requested = asked.known_scopes(tx.profile);
    let mut scope: Vec<&str> = grant
        .scopes
        .iter()
        .filter(|s| requested.contains(s))
        .collect();
    for target in &asked.resources {
        let granted = grant.resource(&target.indicator);
        let of_resource = asked
            .scopes_of(target)
            .filter(|s| granted.is_some_and(|granted| granted.contains(s)));
        for s in of_resource {
            if !scope.contains(&s) {
                scope.push(s);
            }
        }
    }
    if scope.is_empty() {
        return Err(denied(
            "nothing of what was requested is granted: ask at least for openid".into(),
        ));
    }
    let scope = scope.join(" ");
    if tx.directory.is_denied(&account_id, &client.id) {
        return Err(
            Error::new("access_denied", "Access denied.").because(format!(
                "access control of `{}` does not let the user `{account_id}` in",
                client.id
            )),
        );
    }
    Ok(Decision::Accept(Accepted {
        account_id,
        grant_id,
        scope,
    }))
}
