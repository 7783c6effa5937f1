//! What third-party applications may ask users for, and where users let them act.

use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::Page,
        route::{Routes, Visit},
    },
    TABLE, named,
};
use crate::{
    logto::{
        ApiError,
        api::{
            created,
            guard::{self, Part},
            no_content,
        },
        model::{Application, Data, application::UserConsentScopes, seeded::MANAGEMENT_API_ALL},
    },
    oidc::exchange::Reply,
};

/// The scopes of people that an application may ask for.
const USER_SCOPES: &[&str] = &[
    "profile",
    "email",
    "phone",
    "address",
    "custom_data",
    "identities",
    "roles",
    "urn:logto:scope:organizations",
    "urn:logto:scope:organization_roles",
    "urn:logto:scope:sessions",
];

/// The lists of scopes, as paths name them.
const SCOPE_TYPES: &[&str] = &[
    "organization-scopes",
    "resource-scopes",
    "organization-resource-scopes",
    "user-scopes",
];

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/applications/:applicationId/user-consent-scopes", show);
    routes.post("/applications/:applicationId/user-consent-scopes", add);
    routes.delete(
        "/applications/:applicationId/user-consent-scopes/:scopeType/:scopeId",
        remove,
    );
    let organizations = "/applications/:id/users/:userId/consent-organizations";
    routes.get(organizations, list_organizations);
    routes.post(organizations, add_organizations);
    routes.put(organizations, replace_organizations);
    routes.delete(
        "/applications/:id/users/:userId/consent-organizations/:organizationId",
        remove_organization,
    );
}

fn third_party<'a>(visit: &'a Visit<'_>, parameter: &str) -> Result<&'a Application, ApiError> {
    let app = named(visit, parameter)?;
    if app.is_third_party {
        Ok(app)
    } else {
        let code = "application.third_party_application_only";
        Err(ApiError::bad_request(code))
    }
}

fn changed<'a>(
    visit: &'a mut Visit<'_>,
    parameter: &str,
) -> Result<&'a mut UserConsentScopes, ApiError> {
    let id = third_party(visit, parameter)?.id.clone();
    let app = visit.data().applications.get_mut(&id);
    app.map(|app| &mut app.user_consent)
        .ok_or_else(|| entity::not_exists(TABLE, &id))
}

fn add(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let organization = m.optional(
            "organizationScopes",
            crate::logto::api::guard::Members::strings,
        );
        let resource = m.optional("resourceScopes", crate::logto::api::guard::Members::strings);
        let both = m.optional(
            "organizationResourceScopes",
            crate::logto::api::guard::Members::strings,
        );
        let user = m.optional("userScopes", |m, key| m.choices(key, USER_SCOPES));
        let user = user?.unwrap_or_default().into_iter().map(str::to_owned);
        Some(UserConsentScopes {
            organization_scopes: organization?.unwrap_or_default(),
            resource_scopes: resource?.unwrap_or_default(),
            organization_resource_scopes: both?.unwrap_or_default(),
            user_scopes: user.collect(),
            organizations: Vec::new(),
        })
    })?;
    third_party(visit, "applicationId")?;
    let data = &visit.state.data;
    guard_scopes(data, &said)?;
    let kept = changed(visit, "applicationId")?;
    merge(&mut kept.organization_scopes, said.organization_scopes);
    merge(&mut kept.resource_scopes, said.resource_scopes);
    merge(
        &mut kept.organization_resource_scopes,
        said.organization_resource_scopes,
    );
    merge(&mut kept.user_scopes, said.user_scopes);
    Ok(created())
}

/// 422 when one is not there, or is the Management API's.
fn guard_scopes(data: &Data, said: &UserConsentScopes) -> Result<(), ApiError> {
    let unknown = |ids: &[String], is_known: &dyn Fn(&str) -> bool| -> Vec<String> {
        ids.iter().filter(|id| !is_known(id)).cloned().collect()
    };
    let of_resource = |id: &str| resource_scope(data, id).is_some();
    let organization = unknown(&said.organization_scopes, &|id| {
        data.organization_scopes.contains(id)
    });
    let resource = unknown(&said.resource_scopes, &of_resource);
    let both = unknown(&said.organization_resource_scopes, &of_resource);
    if ![&organization, &resource, &both]
        .iter()
        .all(|ids| ids.is_empty())
    {
        let code = "application.user_consent_scopes_not_found";
        return Err(ApiError::unprocessable(code).with_data(json!({
            "invalidOrganizationScopes": organization, "invalidResourceScopes": resource,
            "invalidOrganizationResourceScopes": both,
        })));
    }
    let mut resource = said
        .resource_scopes
        .iter()
        .chain(&said.organization_resource_scopes);
    if resource.any(|id| id == MANAGEMENT_API_ALL) {
        let code = "application.consent_management_api_scopes_not_allowed";
        return Err(ApiError::unprocessable(code));
    }
    Ok(())
}

fn merge(kept: &mut Vec<String>, more: Vec<String>) {
    for id in more {
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
}

/// A scope of a resource, as consents show it.
fn resource_scope(data: &Data, id: &str) -> Option<(String, Value)> {
    data.resources.iter().find_map(|resource| {
        let scope = resource.scopes.iter().find(|scope| scope.id == id)?;
        let shown = json!({"id": scope.id, "name": scope.name, "description": scope.description});
        Some((resource.id.clone(), shown))
    })
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let data = &visit.state.data;
    let kept = &third_party(visit, "applicationId")?.user_consent;
    let organization: Vec<Value> = kept
        .organization_scopes
        .iter()
        .filter_map(|id| data.organization_scopes.get(id))
        .map(|s| json!({"id": s.id, "name": s.name, "description": s.description}))
        .collect();
    Ok(Reply::json(json!({
        "organizationScopes": organization,
        "resourceScopes": by_resource(data, &kept.resource_scopes),
        "organizationResourceScopes": by_resource(data, &kept.organization_resource_scopes),
        "userScopes": kept.user_scopes,
    })))
}

fn by_resource(data: &Data, ids: &[String]) -> Vec<Value> {
    let found: Vec<(String, Value)> = ids
        .iter()
        .filter_map(|id| resource_scope(data, id))
        .collect();
    data.resources
        .iter()
        .filter_map(|resource| {
            let scopes: Vec<&Value> = found
                .iter()
                .filter(|(id, _)| *id == resource.id)
                .map(|(_, scope)| scope)
                .collect();
            let shown =
                json!({"id": resource.id, "name": resource.name, "indicator": resource.indicator});
            (!scopes.is_empty()).then(|| json!({"resource": shown, "scopes": scopes}))
        })
        .collect()
}

fn remove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let params = json!({"scopeType": visit.param("scopeType")});
    let kind = guard::read(Part::Params, &params, |m| {
        m.choice("scopeType", SCOPE_TYPES)
    })?;
    let id = visit.param("scopeId").to_owned();
    let kept = changed(visit, "applicationId")?;
    let ids = match kind {
        "organization-scopes" => &mut kept.organization_scopes,
        "resource-scopes" => &mut kept.resource_scopes,
        "organization-resource-scopes" => &mut kept.organization_resource_scopes,
        _ => &mut kept.user_scopes,
    };
    let at = ids.iter().position(|known| *known == id);
    ids.remove(at.ok_or_else(entity::not_found)?);
    Ok(no_content())
}

/// `organizationIds`, each of them one that the user is in.
fn read_organizations(visit: &Visit<'_>) -> Result<Vec<String>, ApiError> {
    let ids = visit.call.body(|m| m.strings("organizationIds"))?;
    let user = visit.param("userId");
    let is_member = |id: &String| {
        let organization = visit.state.data.organizations.get(id);
        organization.is_some_and(|o| o.members.iter().any(|m| m.user_id == user))
    };
    if ids.iter().all(is_member) {
        Ok(ids)
    } else {
        Err(ApiError::unprocessable("organization.require_membership"))
    }
}

fn list_organizations(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let user = visit.param("userId");
    let kept = &third_party(visit, "id")?.user_consent.organizations;
    let organizations: Vec<Value> = kept
        .iter()
        .filter(|(of, _)| of == user)
        .filter_map(|(_, id)| visit.state.data.organizations.get(id))
        .map(entity::json)
        .collect();
    let reply = page.reply(&visit.call.request, organizations, |o| o);
    Ok(reply.mapped(|organizations| json!({ "organizations": organizations })))
}

fn add_organizations(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = read_organizations(visit)?;
    let user = visit.param("userId").to_owned();
    let kept = &mut changed(visit, "id")?.organizations;
    for id in ids {
        let pair = (user.clone(), id);
        if !kept.contains(&pair) {
            kept.push(pair);
        }
    }
    Ok(created())
}

fn replace_organizations(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let ids = read_organizations(visit)?;
    let user = visit.param("userId").to_owned();
    let kept = &mut changed(visit, "id")?.organizations;
    kept.retain(|(of, _)| *of != user);
    kept.extend(ids.into_iter().map(|id| (user.clone(), id)));
    Ok(no_content())
}

fn remove_organization(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let pair = (
        visit.param("userId").to_owned(),
        visit.param("organizationId").to_owned(),
    );
    let kept = &mut changed(visit, "id")?.organizations;
    let at = kept.iter().position(|known| *known == pair);
    kept.remove(at.ok_or_else(entity::not_found)?);
    Ok(no_content())
}
