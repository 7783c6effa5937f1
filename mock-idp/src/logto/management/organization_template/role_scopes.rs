//! The scopes of organization roles: those of the template, and those of resources.

use super::{
    super::{
        pagination::optional_pages,
        roles::scopes::alone,
        route::{Routes, Visit},
    },
    entity,
    roles::changed,
};
use crate::{
    logto::{
        ApiError,
        api::{created, no_content},
        model::{Data, OrganizationScope},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    let path = "/organization-roles/:id/scopes";
    routes.get(path, list);
    routes.post(path, add);
    routes.put(path, replace);
    routes.delete(
        "/organization-roles/:id/scopes/:organizationScopeId",
        remove,
    );
    let path = "/organization-roles/:id/resource-scopes";
    routes.get(path, list_resource);
    routes.post(path, add_resource);
    routes.put(path, replace_resource);
    routes.delete(
        "/organization-roles/:id/resource-scopes/:scopeId",
        remove_resource,
    );
}

/// 422 when one is not there.
pub(super) fn guard_organization_scopes(data: &Data, ids: &[String]) -> Result<(), ApiError> {
    if ids.iter().all(|id| data.organization_scopes.contains(id)) {
        Ok(())
    } else {
        Err(entity::no_such_reference())
    }
}

/// 422 when one is not there.
pub(super) fn guard_resource_scopes(data: &Data, ids: &[String]) -> Result<(), ApiError> {
    if alone(data, ids).len() == ids.len() {
        Ok(())
    } else {
        Err(entity::no_such_reference())
    }
}

fn merge(kept: &mut Vec<String>, more: Vec<String>) {
    for id in more {
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
}

fn take_out(kept: &mut Vec<String>, id: &str) -> Result<Reply, ApiError> {
    let at = kept.iter().position(|known| known == id);
    kept.remove(at.ok_or_else(entity::not_found)?);
    Ok(no_content())
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = changed(visit)?.scope_ids.clone();
    let known = &visit.state.data.organization_scopes;
    let found: Vec<&OrganizationScope> = ids.iter().filter_map(|id| known.get(id)).collect();
    optional_pages(&visit.call.request, found, entity::json)
}

fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit
        .call
        .body(|m| m.some_strings("organizationScopeIds"))?;
    changed(visit).map_err(|_| entity::no_such_reference())?;
    guard_organization_scopes(&visit.state.data, &ids)?;
    merge(&mut changed(visit)?.scope_ids, ids);
    Ok(created())
}

fn replace(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit
        .call
        .body(|m| m.filled_strings("organizationScopeIds"))?;
    changed(visit).map_err(|_| entity::no_such_reference())?;
    guard_organization_scopes(&visit.state.data, &ids)?;
    changed(visit)?.scope_ids = ids;
    Ok(no_content())
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("organizationScopeId").to_owned();
    take_out(&mut changed(visit)?.scope_ids, &id)
}

fn list_resource(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = changed(visit)?.resource_scope_ids.clone();
    let found = alone(&visit.state.data, &ids);
    optional_pages(&visit.call.request, found, |scope| scope)
}

fn add_resource(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("scopeIds"))?;
    changed(visit).map_err(|_| entity::no_such_reference())?;
    guard_resource_scopes(&visit.state.data, &ids)?;
    merge(&mut changed(visit)?.resource_scope_ids, ids);
    Ok(created())
}

fn replace_resource(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.filled_strings("scopeIds"))?;
    changed(visit).map_err(|_| entity::no_such_reference())?;
    guard_resource_scopes(&visit.state.data, &ids)?;
    changed(visit)?.resource_scope_ids = ids;
    Ok(no_content())
}

fn remove_resource(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("scopeId").to_owned();
    take_out(&mut changed(visit)?.resource_scope_ids, &id)
}
