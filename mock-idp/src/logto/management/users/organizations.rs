//! The organizations that a user is in.

use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::optional_pages,
        route::{Routes, Visit},
    },
    named,
};
use crate::{logto::ApiError, oidc::exchange::Reply};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/users/:userId/organizations", list);
}

/// Each with the user's roles in it.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = named(visit)?;
    let data = &visit.state.data;
    let found: Vec<Value> = data
        .organizations
        .iter()
        .filter_map(|organization| {
            let mut members = organization.members.iter();
            let member = members.find(|member| member.user_id == user.id)?;
            let roles = member
                .role_ids
                .iter()
                .filter_map(|id| data.organization_roles.get(id))
                .map(|role| json!({"id": role.id, "name": role.name}));
            let mut members = entity::members(organization);
            members.insert("organizationRoles".into(), roles.collect());
            Some(members.into())
        })
        .collect();
    optional_pages(&visit.call.request, found, |found| found)
}
