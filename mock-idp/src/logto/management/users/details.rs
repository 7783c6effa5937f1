//! Custom data, profile, and settings of users.

use serde_json::{Map, Value, json};

use super::{
    super::route::{Routes, Visit},
    changed, named, read,
};
use crate::{
    logto::{
        ApiError,
        api::{Members, Said},
        model::User,
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/users/:userId/custom-data", show_custom_data);
    routes.patch("/users/:userId/custom-data", change_custom_data);
    routes.patch("/users/:userId/profile", change_profile);
    routes.get("/users/:userId/logto-configs", show_settings);
    routes.patch("/users/:userId/logto-configs", change_settings);
}

fn show_custom_data(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(named(visit)?.custom_data.clone().into()))
}

/// Members are put in beside those that are there.
fn change_custom_data(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| m.anything("customData"))?;
    let data = changed(visit, |user| {
        user.custom_data.extend(said);
        user.custom_data.clone()
    })?;
    Ok(Reply::json(data.into()))
}

/// Members are put in beside those that are there.
fn change_profile(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| m.object("profile", read::profile))?;
    let profile = changed(visit, |user| {
        user.profile.extend(said);
        user.profile.clone()
    })?;
    Ok(Reply::json(profile.into()))
}

fn show_settings(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(settings(named(visit)?)))
}

/// `mfa` and `passkeySignIn`, with what is meant where nothing was said.
pub(in crate::logto) fn settings(user: &User) -> Value {
    let of = |name: &str, defaults: Value| {
        let Value::Object(mut members) = defaults else {
            return Map::new();
        };
        if let Some(Value::Object(kept)) = user.logto_config.get(name) {
            members.extend(kept.clone());
        }
        members
    };
    json!({
        "mfa": of("mfa", json!({"skipped": false, "skipMfaOnSignIn": false})),
        "passkeySignIn": of("passkeySignIn", json!({"skipped": false})),
    })
}

fn change_settings(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(said)?;
    let shown = changed(visit, |user| {
        change(user, said);
        settings(user)
    })?;
    Ok(Reply::json(shown))
}

/// What is said of settings: members by group.
pub(in crate::logto) fn said(
    m: &mut Members<'_>,
) -> Option<Vec<(&'static str, Map<String, Value>)>> {
    let flags: &[(&'static str, &[&str])] = &[
        ("mfa", &["enabled", "skipped", "skipMfaOnSignIn"]),
        ("passkeySignIn", &["skipped"]),
    ];
    let mut said = Vec::new();
    for (name, flags) in flags {
        let members = m.optional(name, |m, key| {
            m.object(key, |m| {
                let mut members = Said::default();
                for flag in *flags {
                    members.put(flag, m.optional(flag, Members::boolean));
                }
                Some(members.members())
            })
        });
        let members = members.flatten();
        said.extend(members.map(|members| (*name, members)));
    }
    Some(said)
}

/// Puts them in beside those that are there.
pub(in crate::logto) fn change(user: &mut User, said: Vec<(&'static str, Map<String, Value>)>) {
    for (name, members) in said {
        let kept = user
            .logto_config
            .entry(name)
            .or_insert_with(|| Map::new().into());
        if let Value::Object(kept) = kept {
            kept.extend(members);
        }
    }
}
