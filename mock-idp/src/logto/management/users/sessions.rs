//! Sessions and grants of users. Nobody asks whether there is such a user: one that is not there has none.

use serde_json::{Map, Value, json};

use super::super::route::{Routes, Visit};
use crate::{
    base::{clock::Moment, key::Key},
    logto::{ApiError, State, api::no_content, experience::submission},
    oidc::{exchange::Reply, grant::Grant, profile::Profile, session::Session},
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/users/:userId/sessions", list);
    routes.get("/users/:userId/sessions/:sessionId", show);
    routes.delete("/users/:userId/sessions/:sessionId", end);
    routes.get("/users/:userId/grants", grants);
    routes.delete("/users/:userId/grants/:grantId", revoke);
}

fn session_not_found() -> ApiError {
    ApiError::not_found("oidc.session_not_found")
}

/// A user's sessions as the APIs list them, oldest first.
pub(in super::super::super) fn shown_sessions(
    state: &State,
    user_id: &str,
    now: Moment,
) -> Vec<Value> {
    let sessions = &state.store.sessions;
    let mut found: Vec<(&Key, &Session)> = sessions
        .iter(now)
        .filter(|(_, session)| session.account_id.as_deref() == Some(user_id))
        .collect();
    found.sort_by(|(a, x), (b, y)| (x.login_at, a).cmp(&(y.login_at, b)));
    found
        .into_iter()
        .map(|(jti, session)| {
            let expires_at = sessions.expires_at(jti).unwrap_or(now);
            shown_session(jti, session, expires_at)
        })
        .collect()
}

fn shown_session(jti: &Key, session: &Session, expires_at: Moment) -> Value {
    let login = session.login_at.map(Moment::seconds);
    let authorizations: Map<String, Value> = session
        .authorizations
        .iter()
        .map(|part| {
            let client = &part.client_id;
            let mut members = Map::new();
            members.insert("sid".into(), session.sid(client).into());
            if let Some(grant) = &part.grant_id {
                members.insert("grantId".into(), grant.to_string().into());
            }
            if part.persists_logout {
                members.insert("persistsLogout".into(), true.into());
            }
            (client.to_string(), members.into())
        })
        .collect();
    let client = authorizations.keys().next_back().cloned();
    json!({
        "payload": {
            "iat": login, "exp": expires_at.seconds(), "uid": session.uid.to_string(), "jti": jti.to_string(),
            "kind": "Session", "accountId": session.account_id.as_deref(), "loginTs": login,
            "authorizations": authorizations,
        },
        "lastSubmission": session.submission.as_ref().map(submission::shown),
        "clientId": client,
        "accountId": session.account_id.as_deref(),
        "expiresAt": expires_at,
    })
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = visit.param("userId").to_owned();
    let sessions = shown_sessions(visit.state, &user, visit.now);
    Ok(Reply::json(json!({ "sessions": sessions })))
}

/// The session of that `uid`.
fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = visit.param("userId").to_owned();
    let uid = visit.param("sessionId");
    let sessions = shown_sessions(visit.state, &user, visit.now);
    let session = sessions.into_iter().find(|s| s["payload"]["uid"] == uid);
    session.map(Reply::json).ok_or_else(session_not_found)
}

fn end(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = visit.param("userId").to_owned();
    let target = visit.call.query(|m| {
        m.optional("revokeGrantsTarget", |m, key| {
            m.choice(key, &["all", "firstParty"])
        })
    })?;
    let uid = visit.param("sessionId").to_owned();
    end_session(visit.state, &user, &uid, target, visit.now)?;
    Ok(no_content())
}

/// Ends a user's session, and grants that were used in it: all, or those of the tenant's own
/// applications. Grants that die with the session do so either way.
pub(in super::super::super) fn end_session(
    state: &mut State,
    user_id: &str,
    uid: &str,
    revoke: Option<&str>,
    now: Moment,
) -> Result<(), ApiError> {
    let session = state.store.sessions.by_uid(uid, now);
    let session = session
        .filter(|session| session.account_id.as_deref() == Some(user_id))
        .ok_or_else(session_not_found)?;
    let data = &state.data;
    let is_third_party = |client: &str| {
        data.applications
            .get(client)
            .is_some_and(|app| app.is_third_party)
    };
    let grants: Vec<Key> = session
        .authorizations
        .iter()
        .filter(|part| match revoke {
            Some("all") => true,
            Some(_) => !is_third_party(&part.client_id),
            None => !part.persists_logout,
        })
        .filter_map(|part| part.grant_id.clone())
        .collect();
    let jti = state.store.sessions.jti_of(uid).cloned();
    if let Some(jti) = jti {
        state.store.sessions.remove(&jti);
    }
    for grant in grants {
        state.store.grants.remove(grant);
    }
    Ok(())
}

/// A user's grants as the APIs list them. `kind` picks `firstParty` or `thirdParty` ones.
pub(in super::super::super) fn shown_grants(
    state: &State,
    profile: &Profile,
    user_id: &str,
    kind: Option<&str>,
    now: Moment,
) -> Vec<Value> {
    let grants = &state.store.grants;
    let mut found: Vec<(Moment, &Key, &Grant)> = grants
        .iter(now)
        .filter(|(_, grant)| *grant.account_id == *user_id)
        .filter_map(|(id, grant)| Some((grants.expires_at(id)?, id, grant)))
        .collect();
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    found
        .into_iter()
        .filter_map(|(at, id, grant)| {
            let app = state.data.applications.get(&grant.client_id)?;
            let is_wanted = match kind {
                Some("firstParty") => !app.is_third_party,
                Some("thirdParty") => app.is_third_party,
                Some(_) | None => true,
            };
            is_wanted.then(|| {
                json!({
                    "id": id.to_string(),
                    "payload": grant_payload(id, grant, at, profile),
                    "expiresAt": at,
                    "application": {"id": app.id, "name": app.name},
                })
            })
        })
        .collect()
}

fn grant_payload(id: &Key, grant: &Grant, expires_at: Moment, profile: &Profile) -> Value {
    let mut payload = json!({
        "iat": expires_at.seconds() - profile.lifetimes.grant, "exp": expires_at.seconds(), "jti": id.to_string(),
        "kind": "Grant", "accountId": &*grant.account_id, "clientId": &*grant.client_id,
    });
    if !grant.scopes.is_empty() {
        payload["openid"] = json!({"scope": grant.scopes.as_str()});
    }
    let resources: Map<String, Value> = grant
        .resources()
        .map(|(indicator, scopes)| (indicator.to_string(), scopes.as_str().into()))
        .collect();
    if !resources.is_empty() {
        payload["resources"] = Value::Object(resources);
    }
    payload
}

fn grants(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = visit.param("userId").to_owned();
    let kind = visit.call.query(|m| {
        m.optional("appType", |m, key| {
            m.choice(key, &["firstParty", "thirdParty"])
        })
    })?;
    let grants = shown_grants(visit.state, visit.profile, &user, kind, visit.now);
    Ok(Reply::json(json!({ "grants": grants })))
}

fn revoke(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = visit.param("userId").to_owned();
    let id = visit.param("grantId").to_owned();
    let grant = visit.state.store.grants.get(&id, visit.now);
    if grant.is_none_or(|grant| *grant.account_id != *user) {
        return Err(ApiError::not_found("oidc.invalid_grant"));
    }
    visit.state.store.grants.remove(&id);
    Ok(no_content())
}
