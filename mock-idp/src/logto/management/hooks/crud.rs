//! Making, reading, changing and deleting webhooks.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    super::{
        pagination::optional_pages,
        route::{Routes, Visit},
        webhooks::TABLE,
    },
    entity,
    log::statistics,
};
use crate::{
    base::ids::Ids,
    logto::{
        ApiError,
        api::{Members, no_content},
    },
    oidc::exchange::{Body, Reply},
};

/// What can happen.
pub(super) const EVENTS: &[&str] = &[
    "PostRegister",
    "PostSignIn",
    "PostSignInAdaptiveMfaTriggered",
    "PostResetPassword",
    "User.Created",
    "User.Deleted",
    "User.Data.Updated",
    "User.SuspensionStatus.Updated",
    "Role.Created",
    "Role.Deleted",
    "Role.Data.Updated",
    "Role.Scopes.Updated",
    "Scope.Created",
    "Scope.Deleted",
    "Scope.Data.Updated",
    "Organization.Created",
    "Organization.Deleted",
    "Organization.Data.Updated",
    "Organization.Membership.Updated",
    "OrganizationRole.Created",
    "OrganizationRole.Deleted",
    "OrganizationRole.Data.Updated",
    "OrganizationRole.Scopes.Updated",
    "OrganizationScope.Created",
    "OrganizationScope.Deleted",
    "OrganizationScope.Data.Updated",
    "Identifier.Lockout",
    "Message.RateLimited",
    "Grant.LimitExceeded",
];

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/hooks", list);
    routes.post("/hooks", create);
    routes.get("/hooks/:id", show);
    routes.patch("/hooks/:id", change);
    routes.patch("/hooks/:id/signing-key", new_key);
    routes.delete("/hooks/:id", delete);
}

/// 404 for a hook that is not there.
pub(super) fn missing(id: &str) -> ApiError {
    super::entity::not_exists(TABLE, id)
}

fn changed<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Value, ApiError> {
    let id = visit.param("id").to_owned();
    let hooks = visit.data().others.get_mut(TABLE);
    let found = hooks.and_then(|hooks| hooks.get_mut(&id));
    found.ok_or_else(|| missing(&id))
}

/// `config`: where to, and headers to send along.
pub(super) fn config(m: &mut Members<'_>) -> Option<Value> {
    let url = m.string("url");
    let headers = m.optional("headers", Members::object_of_texts);
    let retries = m.optional("retries", |m, key| m.integer(key, 0, 3));
    let mut config = json!({ "url": url? });
    if let Some(headers) = headers? {
        config["headers"] = headers;
    }
    if let Some(retries) = retries? {
        config["retries"] = retries.into();
    }
    Some(config)
}

/// At least one event, each once.
pub(super) fn events(m: &mut Members<'_>, key: &str) -> Option<Vec<&'static str>> {
    let said = m.some_choices(key, EVENTS)?;
    let mut events = Vec::new();
    for event in said {
        if !events.contains(&event) {
            events.push(event);
        }
    }
    Some(events)
}

/// What may be said; nothing where it is not said.
fn read(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let name = m.optional("name", |m, key| m.sized(key, 0, 256));
    let event = m.nullish("event", |m, key| m.choice(key, EVENTS));
    let events = m.optional("events", events);
    let config = m.optional_object("config", config);
    let enabled = m.optional("enabled", crate::logto::api::guard::Members::boolean);
    let mut said = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            said.insert(name.to_owned(), value);
        }
    };
    put("name", name?.map(Value::from));
    put("event", event?.map(Value::from));
    put("events", events?.map(Value::from));
    put("config", config?);
    put("enabled", enabled?.map(Value::from));
    Some(said)
}

fn key(ids: &mut Ids) -> String {
    ids.secret()
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        if !m.has("config") {
            m.object("config", config);
        }
        read(m)
    })?;
    let is_legacy = said.get("event").is_some_and(Value::is_string);
    if !is_legacy && !said.contains_key("events") {
        return Err(ApiError::bad_request("hook.missing_events"));
    }
    let id = visit.state.ids.long();
    let mut hook = json!({
        "tenantId": "default", "id": id, "name": "", "event": null, "events": [], "config": {},
        "signingKey": key(&mut visit.state.ids), "enabled": true, "createdAt": visit.now,
    });
    if let Value::Object(hook) = &mut hook {
        hook.extend(said);
    }
    let hooks = visit.data().others.entry(TABLE).or_default();
    hooks.insert(id, hook.clone());
    Ok(Reply::new(StatusCode::CREATED, Body::Json(hook)))
}

fn shown(visit: &Visit<'_>, hook: &Value, with_statistics: bool) -> Value {
    let mut hook = hook.clone();
    if with_statistics {
        let id = hook["id"].as_str().unwrap_or_default().to_owned();
        hook["executionStats"] = statistics(visit.state, &id, visit.now);
    }
    hook
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let hooks = visit.state.data.others.get(TABLE);
    let hooks: Vec<&Value> = hooks
        .into_iter()
        .flat_map(crate::logto::model::entities::Entities::iter)
        .collect();
    let with_statistics = visit.says_yes("includeExecutionStats");
    optional_pages(&visit.call.request, hooks, |hook| {
        shown(visit, hook, with_statistics)
    })
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let hook = changed(visit)?.clone();
    // Of one hook Logto asks only whether the parameter is there.
    let with_statistics = visit.query("includeExecutionStats").is_some();
    Ok(Reply::json(shown(visit, &hook, with_statistics)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(read)?;
    if said.is_empty() {
        return Err(entity::nothing_to_change());
    }
    let hook = changed(visit).map_err(|_| entity::not_updated("hook"))?;
    if let Value::Object(hook) = hook {
        hook.extend(said);
    }
    Ok(Reply::json(hook.clone()))
}

fn new_key(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    changed(visit).map_err(|_| entity::not_updated("hook"))?;
    let key = key(&mut visit.state.ids);
    let hook = changed(visit)?;
    hook["signingKey"] = key.into();
    Ok(Reply::json(hook.clone()))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("id").to_owned();
    let hooks = visit.data().others.get_mut(TABLE);
    let removed = hooks.and_then(|hooks| hooks.remove(&id));
    removed.ok_or_else(entity::not_found)?;
    Ok(no_content())
}
