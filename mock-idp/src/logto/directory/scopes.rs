//! Permissions: which scopes of an API or an organization roles give to users and applications.

use super::ORGANIZATIONS_RESOURCE;
use crate::logto::model::{Application, Data};

/// A scope by id and name.
pub(super) type Scope<'a> = (&'a str, &'a str);

/// Where a user's scopes are looked for, besides the user's roles.
#[derive(Clone, Copy, Debug)]
pub(super) enum Within<'a> {
    /// Nowhere else.
    Roles,
    /// In the user's organization roles. Logto: the authorization asked for organizations.
    AnyOrganization,
    /// In the user's roles in this organization.
    Organization(&'a str),
}

impl Within<'_> {
    fn holds(self, organization: &str) -> bool {
        match self {
            Self::Roles => false,
            Self::AnyOrganization => true,
            Self::Organization(id) => id == organization,
        }
    }
}

/// The user's scopes of a resource: from roles, and from organization roles.
pub(super) fn of_user<'a>(
    data: &'a Data,
    account_id: &str,
    indicator: &str,
    within: Within<'_>,
) -> Vec<Scope<'a>> {
    if indicator == ORGANIZATIONS_RESOURCE {
        return of_template(data);
    }
    let from_roles = data
        .users
        .get(account_id)
        .into_iter()
        .flat_map(|user| &user.role_ids)
        .filter_map(|id| data.roles.get(id))
        .flat_map(|role| &role.scope_ids);
    let from_organizations = data
        .organizations
        .iter()
        .filter(|of| within.holds(&of.id))
        .flat_map(|of| &of.members)
        .filter(|member| member.user_id == account_id)
        .flat_map(|member| &member.role_ids)
        .filter_map(|id| data.organization_roles.get(id))
        .flat_map(|role| &role.resource_scope_ids);
    let ids: Vec<&str> = from_roles
        .chain(from_organizations)
        .map(String::as_str)
        .collect();
    of_resource(data, indicator, &ids)
}

/// The application's own scopes of a resource: from its roles, or from its roles in an organization.
pub(super) fn of_client<'a>(
    data: &'a Data,
    client_id: &str,
    indicator: &str,
    organization: Option<&str>,
) -> Vec<Scope<'a>> {
    if indicator == ORGANIZATIONS_RESOURCE {
        return of_template(data);
    }
    let ids: Vec<&str> = match organization {
        Some(id) => data
            .organizations
            .get(id)
            .into_iter()
            .flat_map(|of| &of.applications)
            .filter(|(app, _)| app == client_id)
            .flat_map(|(_, role_ids)| role_ids)
            .filter_map(|id| data.organization_roles.get(id))
            .flat_map(|role| &role.resource_scope_ids)
            .map(String::as_str)
            .collect(),
        None => data
            .applications
            .get(client_id)
            .into_iter()
            .flat_map(|app| &app.role_ids)
            .filter_map(|id| data.roles.get(id))
            .flat_map(|role| &role.scope_ids)
            .map(String::as_str)
            .collect(),
    };
    of_resource(data, indicator, &ids)
}

/// Organization scopes that these organization roles give, in the template's order.
pub(super) fn of_organization_roles(data: &Data, role_ids: &[String]) -> Vec<String> {
    let given: Vec<&String> = role_ids
        .iter()
        .filter_map(|id| data.organization_roles.get(id))
        .flat_map(|role| &role.scope_ids)
        .collect();
    data.organization_scopes
        .iter()
        .filter(|scope| given.contains(&&scope.id))
        .map(|scope| scope.name.clone())
        .collect()
}

/// Those of the scopes that a third-party application may ask users for.
pub(super) fn allowed(app: &Application, indicator: &str, scopes: Vec<Scope<'_>>) -> Vec<String> {
    let consent = &app.user_consent;
    let lists: &[&Vec<String>] = if indicator == ORGANIZATIONS_RESOURCE {
        &[&consent.organization_scopes]
    } else {
        &[
            &consent.resource_scopes,
            &consent.organization_resource_scopes,
        ]
    };
    let is_allowed = |id: &str| {
        lists
            .iter()
            .any(|list| list.iter().any(|known| known == id))
    };
    names(
        scopes
            .into_iter()
            .filter(|(id, _)| is_allowed(id))
            .collect(),
    )
}

/// The scopes' names.
pub(super) fn names(scopes: Vec<Scope<'_>>) -> Vec<String> {
    scopes
        .into_iter()
        .map(|(_, name)| name.to_owned())
        .collect()
}

fn of_template(data: &Data) -> Vec<Scope<'_>> {
    data.organization_scopes
        .iter()
        .map(|scope| (scope.id.as_str(), scope.name.as_str()))
        .collect()
}

fn of_resource<'a>(data: &'a Data, indicator: &str, ids: &[&str]) -> Vec<Scope<'a>> {
    data.resource_by_indicator(indicator)
        .into_iter()
        .flat_map(|resource| &resource.scopes)
        .filter(|scope| ids.contains(&scope.id.as_str()))
        .map(|scope| (scope.id.as_str(), scope.name.as_str()))
        .collect()
}
