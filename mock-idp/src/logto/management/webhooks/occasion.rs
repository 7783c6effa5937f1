//! Which calls of the Management API are occasions for webhooks.

use http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::super::route::Visit;
use crate::logto::events::Event;

/// Calls and their events. The call's answer is the event's data. Deleting a user has data of its own;
/// who joins and leaves an organization is told by the calls themselves.
const EVENTS: &[(&str, &str, &str)] = &[
    ("POST", "/users", "User.Created"),
    ("PATCH", "/users/:userId", "User.Data.Updated"),
    ("PATCH", "/users/:userId/custom-data", "User.Data.Updated"),
    ("PATCH", "/users/:userId/profile", "User.Data.Updated"),
    ("PATCH", "/users/:userId/password", "User.Data.Updated"),
    (
        "PATCH",
        "/users/:userId/is-suspended",
        "User.SuspensionStatus.Updated",
    ),
    ("POST", "/roles", "Role.Created"),
    ("PATCH", "/roles/:id", "Role.Data.Updated"),
    ("DELETE", "/roles/:id", "Role.Deleted"),
    ("POST", "/roles/:id/scopes", "Role.Scopes.Updated"),
    (
        "DELETE",
        "/roles/:id/scopes/:scopeId",
        "Role.Scopes.Updated",
    ),
    ("POST", "/resources/:resourceId/scopes", "Scope.Created"),
    (
        "PATCH",
        "/resources/:resourceId/scopes/:scopeId",
        "Scope.Data.Updated",
    ),
    (
        "DELETE",
        "/resources/:resourceId/scopes/:scopeId",
        "Scope.Deleted",
    ),
    ("POST", "/organizations", "Organization.Created"),
    ("PATCH", "/organizations/:id", "Organization.Data.Updated"),
    ("DELETE", "/organizations/:id", "Organization.Deleted"),
    ("POST", "/organization-roles", "OrganizationRole.Created"),
    (
        "PATCH",
        "/organization-roles/:id",
        "OrganizationRole.Data.Updated",
    ),
    (
        "DELETE",
        "/organization-roles/:id",
        "OrganizationRole.Deleted",
    ),
    (
        "POST",
        "/organization-roles/:id/scopes",
        "OrganizationRole.Scopes.Updated",
    ),
    (
        "PUT",
        "/organization-roles/:id/scopes",
        "OrganizationRole.Scopes.Updated",
    ),
    (
        "DELETE",
        "/organization-roles/:id/scopes/:organizationScopeId",
        "OrganizationRole.Scopes.Updated",
    ),
    ("POST", "/organization-scopes", "OrganizationScope.Created"),
    (
        "PATCH",
        "/organization-scopes/:id",
        "OrganizationScope.Data.Updated",
    ),
    (
        "DELETE",
        "/organization-scopes/:id",
        "OrganizationScope.Deleted",
    ),
];

/// The event of a call that went well.
pub(in super::super) fn event_of(method: &Method, path: &str) -> Option<&'static str> {
    EVENTS
        .iter()
        .find(|(m, p, _)| *m == method.as_str() && *p == path)
        .map(|(_, _, event)| *event)
}

/// The members of an event that has nothing but data.
pub(in super::super) fn data(data: Value) -> Map<String, Value> {
    Map::from_iter([("data".to_owned(), data)])
}

/// Tells webhooks what a call did. `route` is the call's path in Logto's notation, and its status; `more`
/// are the event's own members.
pub(in super::super) fn occasion(
    visit: &mut Visit<'_>,
    event: &'static str,
    route: Option<(&'static str, StatusCode)>,
    more: Map<String, Value>,
) {
    let request = &visit.call.request;
    let mut payload = Map::new();
    if let Some(agent) = request.header("user-agent") {
        payload.insert("userAgent".into(), agent.into());
    }
    payload.insert("ip".into(), visit.call.ip.as_str().into());
    if let Some((route, status)) = route {
        let path = request.path.strip_prefix("/api").unwrap_or(&request.path);
        let params = route
            .split('/')
            .filter_map(|step| step.strip_prefix(':'))
            .map(|name| (name.to_owned(), visit.param(name).into()));
        payload.insert("path".into(), path.into());
        payload.insert("method".into(), request.method.as_str().into());
        payload.insert("status".into(), status.as_u16().into());
        payload.insert("params".into(), Value::Object(params.collect()));
        payload.insert("matchedRoute".into(), route.into());
    }
    payload.extend(more);
    visit.state.events.hook(Event {
        key: event.into(),
        at: visit.now,
        payload,
    });
}
