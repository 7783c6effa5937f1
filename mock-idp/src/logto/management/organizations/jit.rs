//! Just-in-time provisioning: who joins an organization by themselves.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::optional_pages,
        route::{Routes, Visit},
    },
    changed, emptied, guard_kind, guard_there, merge, named, roles, take_out,
};
use crate::{
    logto::{
        ApiError,
        api::{created, no_content},
        model::{OrganizationRole, RoleType},
    },
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    let path = "/organizations/:id/jit/email-domains";
    routes.get(path, list_domains);
    routes.post(path, add_domain);
    routes.put(path, replace_domains);
    routes.delete(
        "/organizations/:id/jit/email-domains/:emailDomain",
        remove_domain,
    );
    let path = "/organizations/:id/jit/roles";
    routes.get(path, list_roles);
    routes.post(path, add_roles);
    routes.put(path, replace_roles);
    routes.delete(
        "/organizations/:id/jit/roles/:organizationRoleId",
        remove_role,
    );
    let path = "/organizations/:id/jit/sso-connectors";
    routes.get(path, list_connectors);
    routes.post(path, add_connectors);
    routes.put(path, replace_connectors);
    routes.delete(
        "/organizations/:id/jit/sso-connectors/:ssoConnectorId",
        remove_connector,
    );
}

fn domain(organization_id: &str, domain: &str) -> Value {
    json!({"tenantId": "default", "organizationId": organization_id, "emailDomain": domain})
}

fn list_domains(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("id");
    let domains = named(visit).map_or(&[][..], |organization| &organization.jit.email_domains);
    optional_pages(
        &visit.call.request,
        domains.iter().collect(),
        |name: &String| domain(id, name),
    )
}

fn add_domain(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let name = visit.call.body(|m| m.filled("emailDomain"))?;
    let organization = changed(visit)?;
    let domains = &mut organization.jit.email_domains;
    if domains.contains(&name) {
        return Err(entity::not_unique());
    }
    domains.push(name.clone());
    let body = Body::Json(domain(&organization.id, &name));
    Ok(Reply::new(StatusCode::CREATED, body))
}

fn replace_domains(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let domains = visit.call.body(|m| m.strings("emailDomains"))?;
    changed(visit)?.jit.email_domains = domains;
    Ok(no_content())
}

fn remove_domain(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let name = visit.param("emailDomain").to_owned();
    take_out(&mut emptied(visit)?.jit.email_domains, &name)?;
    Ok(no_content())
}

fn list_roles(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = &named(visit)?.jit.role_ids;
    let found: Vec<&OrganizationRole> = roles(&visit.state.data, ids).collect();
    optional_pages(&visit.call.request, found, entity::json)
}

fn guard_roles(visit: &Visit<'_>, ids: &[String]) -> Result<(), ApiError> {
    guard_there(visit)?;
    let known = &visit.state.data.organization_roles;
    if ids.iter().all(|id| known.contains(id)) {
        guard_kind(visit, ids, RoleType::User)
    } else {
        Err(entity::no_such_reference())
    }
}

fn add_roles(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("organizationRoleIds"))?;
    guard_roles(visit, &ids)?;
    merge(&mut changed(visit)?.jit.role_ids, &ids);
    Ok(created())
}

fn replace_roles(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit
        .call
        .body(|m| m.filled_strings("organizationRoleIds"))?;
    guard_roles(visit, &ids)?;
    changed(visit)?.jit.role_ids = ids;
    Ok(no_content())
}

fn remove_role(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let role = visit.param("organizationRoleId").to_owned();
    take_out(&mut emptied(visit)?.jit.role_ids, &role)?;
    Ok(no_content())
}

fn list_connectors(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = &named(visit)?.jit.sso_connector_ids;
    let known = visit.state.data.others.get("sso-connectors");
    let found: Vec<&Value> = ids.iter().filter_map(|id| known?.get(id)).collect();
    optional_pages(&visit.call.request, found, Value::clone)
}

fn guard_connectors(visit: &Visit<'_>, ids: &[String]) -> Result<(), ApiError> {
    guard_there(visit)?;
    let known = visit.state.data.others.get("sso-connectors");
    if ids
        .iter()
        .all(|id| known.is_some_and(|known| known.contains(id)))
    {
        Ok(())
    } else {
        Err(entity::no_such_reference())
    }
}

fn add_connectors(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.some_strings("ssoConnectorIds"))?;
    guard_connectors(visit, &ids)?;
    merge(&mut changed(visit)?.jit.sso_connector_ids, &ids);
    Ok(created())
}

fn replace_connectors(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = visit.call.body(|m| m.filled_strings("ssoConnectorIds"))?;
    guard_connectors(visit, &ids)?;
    changed(visit)?.jit.sso_connector_ids = ids;
    Ok(no_content())
}

fn remove_connector(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("ssoConnectorId").to_owned();
    take_out(&mut emptied(visit)?.jit.sso_connector_ids, &id)?;
    Ok(no_content())
}
