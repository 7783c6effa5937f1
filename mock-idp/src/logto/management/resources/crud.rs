//! Making, reading, changing and deleting resources.

use http::StatusCode;
use serde_json::Value;

use super::{
    super::{
        entity,
        pagination::optional_pages,
        route::{Routes, Visit},
    },
    TABLE, changed,
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        model::{Resource, seeded::MANAGEMENT_API},
    },
    oidc::exchange::{Body, Reply},
};

/// Seconds an access token is good for where nothing is said.
const ACCESS_TOKEN_TTL: i64 = 3_600;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/resources", list);
    routes.post("/resources", create);
    routes.get("/resources/:id", show);
    routes.patch("/resources/:id", change);
    routes.patch("/resources/:id/is-default", make_default);
    routes.delete("/resources/:id", delete);
}

fn with_scopes(resource: &Resource) -> Value {
    let mut members = entity::members(resource);
    let scopes = resource.scopes.iter().map(entity::json);
    members.insert("scopes".into(), scopes.collect());
    members.into()
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let include = visit.says_yes("includeScopes");
    let resources: Vec<&Resource> = visit.state.data.resources.iter().collect();
    optional_pages(&visit.call.request, resources, |resource| {
        if include {
            with_scopes(resource)
        } else {
            entity::json(resource)
        }
    })
}

/// 201, with an empty list of scopes. The indicator may be any text.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, indicator, ttl) = visit.call.body(|m| {
        let name = m.filled("name");
        let indicator = m.filled("indicator");
        let ttl = m.optional("accessTokenTtl", |m, key| {
            m.integer(key, i64::MIN, i64::MAX)
        });
        Some((name?, indicator?, ttl?))
    })?;
    if visit.data().resource_by_indicator(&indicator).is_some() {
        let error = ApiError::unprocessable("resource.resource_identifier_in_use");
        return Err(error.with("indicator", indicator));
    }
    let id = visit.state.ids.long();
    let resource = Resource {
        tenant_id: "default",
        id: id.clone(),
        name,
        indicator,
        is_default: false,
        access_token_ttl: ttl.unwrap_or(ACCESS_TOKEN_TTL),
        scopes: Vec::new(),
    };
    let shown = with_scopes(&resource);
    visit.data().resources.insert(id, resource);
    Ok(Reply::new(StatusCode::CREATED, Body::Json(shown)))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(entity::json(changed(visit, "id")?)))
}

/// The indicator stays.
fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, ttl) = visit.call.body(|m| {
        let name = m.optional("name", crate::logto::api::guard::Members::filled);
        let ttl = m.optional("accessTokenTtl", |m, key| {
            m.integer(key, i64::MIN, i64::MAX)
        });
        Some((name?, ttl?))
    })?;
    if name.is_none() && ttl.is_none() {
        return Err(entity::nothing_to_change());
    }
    let resource = changed(visit, "id").map_err(|_| entity::not_updated("resource"))?;
    if let Some(name) = name {
        resource.name = name;
    }
    if let Some(ttl) = ttl {
        resource.access_token_ttl = ttl;
    }
    Ok(Reply::json(entity::json(resource)))
}

/// At most one is the default.
fn make_default(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let is_default = visit.call.body(|m| m.boolean("isDefault"))?;
    changed(visit, "id")?;
    if is_default {
        for other in visit.data().resources.iter_mut() {
            other.is_default = false;
        }
    }
    let resource = changed(visit, "id")?;
    resource.is_default = is_default;
    Ok(Reply::json(entity::json(resource)))
}

/// Its scopes leave the roles that had them.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("id").to_owned();
    let found = visit.data().resources.get(&id);
    if found.is_some_and(|resource| resource.indicator == MANAGEMENT_API) {
        let code = "resource.cannot_delete_management_api";
        return Err(ApiError::bad_request(code));
    }
    let resource = visit.data().resources.remove(&id);
    let resource = resource.ok_or_else(|| entity::not_exists(TABLE, &id))?;
    for scope in &resource.scopes {
        super::scopes::forget(visit.data(), &scope.id);
    }
    Ok(no_content())
}
