//! Resources, roles and organizations, and the names by which a seed's parts refer to each other.

use serde_json::json;
use serde_saphyr::Spanned;

use super::{Seed, SeedError, file::Keyed};
use crate::base::{clock::Moment, ids::Ids};
use crate::logto::model::{
    Data, Organization, OrganizationRole, OrganizationScope, Resource, ResourceScope, Role,
    RoleType,
    organization::{JustInTime, Member},
};

/// Resources with their scopes, and roles.
pub(super) fn permissions(
    seed: &Seed,
    data: &mut Data,
    now: Moment,
    ids: &mut Ids,
) -> Result<(), SeedError> {
    for (indicator, written) in &seed.file.resources {
        if url::Url::parse(&indicator.value).is_err() {
            return Err(seed.source.at(
                indicator,
                format!("resource `{}` is no absolute address", indicator.value),
                "resource indicators are URIs (RFC 8707), like https://api.example.com",
            ));
        }
        let id = ids.long();
        let scopes = written
            .scopes
            .iter()
            .map(|(name, description)| ResourceScope {
                tenant_id: "default",
                id: ids.long(),
                resource_id: id.clone(),
                name: name.clone(),
                description: Some(description.clone()),
                created_at: now,
            });
        let resource = Resource {
            tenant_id: "default",
            name: written
                .name
                .clone()
                .unwrap_or_else(|| indicator.value.clone()),
            indicator: indicator.value.clone(),
            is_default: written.is_default,
            access_token_ttl: written.access_token_ttl.unwrap_or(3_600),
            scopes: scopes.collect(),
            id: id.clone(),
        };
        data.resources.insert(id, resource);
    }
    for (name, written) in &seed.file.roles {
        let role = Role {
            tenant_id: "default",
            id: ids.long(),
            name: name.value.clone(),
            description: written
                .description
                .clone()
                .unwrap_or_else(|| name.value.clone()),
            r#type: written.r#type.unwrap_or(RoleType::User),
            is_default: written.is_default,
            scope_ids: scope_ids(seed, data, &written.scopes)?,
        };
        data.roles.insert(role.id.clone(), role);
    }
    Ok(())
}

/// The organization template, and organizations with their members.
pub(super) fn organizations(
    seed: &Seed,
    data: &mut Data,
    now: Moment,
    ids: &mut Ids,
) -> Result<(), SeedError> {
    for (name, written) in &seed.file.organization_roles {
        let mut scopes = Vec::new();
        for scope in &written.scopes {
            let known = data
                .organization_scopes
                .iter()
                .find(|known| known.name == *scope)
                .map(|known| known.id.clone());
            scopes.push(known.unwrap_or_else(|| {
                let id = ids.long();
                data.organization_scopes.insert(
                    id.clone(),
                    OrganizationScope {
                        tenant_id: "default",
                        id: id.clone(),
                        name: scope.clone(),
                        description: None,
                    },
                );
                id
            }));
        }
        let role = OrganizationRole {
            tenant_id: "default",
            id: ids.long(),
            name: name.value.clone(),
            description: written.description.clone(),
            r#type: written.r#type.unwrap_or(RoleType::User),
            scope_ids: scopes,
            resource_scope_ids: scope_ids(seed, data, &written.resource_scopes)?,
        };
        data.organization_roles.insert(role.id.clone(), role);
    }
    for (id, written) in &seed.file.organizations {
        let mut members = Vec::new();
        for (user, roles) in &written.members {
            if !data.users.contains(&user.value) {
                return Err(seed.source.at(
                    user,
                    format!(
                        "organization `{}` has a member `{}` who is no user of this seed",
                        id.value, user.value
                    ),
                    "add the user to `users`",
                ));
            }
            members.push(Member {
                user_id: user.value.clone(),
                role_ids: organization_role_ids(seed, data, roles)?,
            });
        }
        let mut applications = Vec::new();
        for (application, roles) in &written.applications {
            if !data.applications.contains(&application.value) {
                return Err(seed.source.at(
                    application,
                    format!(
                        "organization `{}` names an application `{}` that is not in this seed",
                        id.value, application.value
                    ),
                    "add it to `applications`",
                ));
            }
            applications.push((
                application.value.clone(),
                organization_role_ids(seed, data, roles)?,
            ));
        }
        let organization = Organization {
            tenant_id: "default",
            id: id.value.clone(),
            name: written.name.clone().unwrap_or_else(|| id.value.clone()),
            description: written.description.clone(),
            custom_data: written.custom_data.clone(),
            is_mfa_required: written.is_mfa_required,
            color: json!({}),
            branding: json!({}),
            custom_css: None,
            created_at: now,
            members,
            applications,
            jit: JustInTime::default(),
        };
        data.organizations.insert(id.value.clone(), organization);
    }
    Ok(())
}

/// The ids of roles that are named, each of the kind that fits its bearer.
pub(super) fn role_ids(
    seed: &Seed,
    data: &Data,
    names: &[Spanned<String>],
    kind: RoleType,
) -> Result<Vec<String>, SeedError> {
    names
        .iter()
        .map(|name| {
            let role = data
                .roles
                .iter()
                .find(|role| role.name == name.value)
                .ok_or_else(|| {
                    let known: Vec<&str> =
                        data.roles.iter().map(|role| role.name.as_str()).collect();
                    seed.source.at(
                        name,
                        format!("there is no role `{}`", name.value),
                        format!("add it to `roles`; there are: {}", known.join(", ")),
                    )
                })?;
            if role.r#type != kind {
                return Err(seed.source.at(
                    name,
                    format!("role `{}` is of type {:?}", name.value, role.r#type),
                    format!("only a role of type {kind:?} fits here"),
                ));
            }
            Ok(role.id.clone())
        })
        .collect()
}

fn organization_role_ids(
    seed: &Seed,
    data: &Data,
    names: &[Spanned<String>],
) -> Result<Vec<String>, SeedError> {
    names
        .iter()
        .map(|name| {
            data.organization_roles
                .iter()
                .find(|role| role.name == name.value)
                .map(|role| role.id.clone())
                .ok_or_else(|| {
                    seed.source.at(
                        name,
                        format!("there is no organization role `{}`", name.value),
                        "add it to `organizationRoles`",
                    )
                })
        })
        .collect()
}

fn scope_ids(
    seed: &Seed,
    data: &Data,
    written: &Keyed<Vec<Spanned<String>>>,
) -> Result<Vec<String>, SeedError> {
    let mut found = Vec::new();
    for (indicator, names) in written {
        let resource = data
            .resource_by_indicator(&indicator.value)
            .ok_or_else(|| {
                seed.source.at(
                    indicator,
                    format!("there is no resource `{}`", indicator.value),
                    "add it to `resources`",
                )
            })?;
        for name in names {
            let scope = resource
                .scopes
                .iter()
                .find(|scope| scope.name == name.value)
                .ok_or_else(|| {
                    let known: Vec<&str> = resource
                        .scopes
                        .iter()
                        .map(|scope| scope.name.as_str())
                        .collect();
                    seed.source.at(
                        name,
                        format!(
                            "resource `{}` has no scope `{}`",
                            indicator.value, name.value
                        ),
                        format!("it has: {}", known.join(", ")),
                    )
                })?;
            found.push(scope.id.clone());
        }
    }
    Ok(found)
}
