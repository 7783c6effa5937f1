//! `/organization-invitations`: asking people into organizations.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    entity,
    route::{Routes, Visit},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError,
        api::no_content,
        connectors::{Kind, factory},
        inbox::{Channel, Message},
        model::{RoleType, organization::Member},
    },
    oidc::exchange::{Body, Reply},
};

/// Where they are kept among the tenant's other entities.
const TABLE: &str = "organization-invitations";

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/organization-invitations", list);
    routes.post("/organization-invitations", create);
    routes.get("/organization-invitations/:id", show);
    routes.post("/organization-invitations/:id/message", send_again);
    routes.put("/organization-invitations/:id/status", change_status);
    routes.delete("/organization-invitations/:id", delete);
}

/// 422 with a sentence.
fn refuse(details: &str) -> ApiError {
    ApiError::unprocessable("request.invalid_input").with("details", details)
}

fn named<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Value, ApiError> {
    let id = visit.param("id").to_owned();
    let kept = visit.data().others.get_mut(TABLE);
    let found = kept.and_then(|kept| kept.get_mut(&id));
    found.ok_or_else(entity::not_found)
}

/// One that nobody answered in time has expired.
fn shown(invitation: &Value, now: Moment) -> Value {
    let mut shown = invitation.clone();
    let is_late = invitation["expiresAt"]
        .as_i64()
        .is_some_and(|at| at <= now.millis());
    if is_late && invitation["status"] == "Pending" {
        shown["status"] = "Expired".into();
    }
    shown
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let wanted = |invitation: &&Value, name: &str| {
        visit
            .query(name)
            .is_none_or(|wanted| invitation[name] == wanted)
    };
    let kept = visit.state.data.others.get(TABLE).into_iter();
    let found: Vec<Value> = kept
        .flat_map(|kept| kept.iter().rev())
        .filter(|i| wanted(i, "organizationId") && wanted(i, "inviterId") && wanted(i, "invitee"))
        .map(|invitation| shown(invitation, visit.now))
        .collect();
    super::pagination::optional_pages(&visit.call.request, found, |found| found)
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (invitee, organization_id, expires_at, inviter, roles) = visit.call.body(|m| {
        let invitee = m.email("invitee", super::users::is_email);
        let organization = m.sized("organizationId", 1, 21);
        let at = m.integer("expiresAt", i64::MIN, i64::MAX);
        let inviter = m.nullish("inviterId", super::super::api::guard::Members::string);
        let roles = m.optional(
            "organizationRoleIds",
            super::super::api::guard::Members::strings,
        );
        Some((
            invitee?,
            organization?,
            at?,
            inviter?.flatten(),
            roles?.unwrap_or_default(),
        ))
    })?;
    let payload = visit.call.json()?.get("messagePayload").cloned();
    if expires_at <= visit.now.millis() {
        let details = "The value of `expiresAt` must be in the future.";
        return Err(entity::invalid_input(details));
    }
    let data = &visit.state.data;
    let organization = data.organizations.get(&organization_id);
    let organization = organization.ok_or_else(entity::no_such_reference)?;
    let known = data.user_by_email(&invitee).map(|user| &user.id);
    if organization
        .members
        .iter()
        .any(|m| Some(&m.user_id) == known)
    {
        return Err(refuse(
            "The invitee is already a member of the organization.",
        ));
    }
    let is_for_people = |id: &String| {
        let role = data.organization_roles.get(id);
        role.is_none_or(|role| role.r#type == RoleType::User)
    };
    if !roles.iter().all(is_for_people) {
        return Err(entity::constraint_violated());
    }
    let is_waiting = |kept: &Value| {
        kept["organizationId"] == organization_id.as_str()
            && kept["invitee"] == invitee.as_str()
            && shown(kept, visit.now)["status"] == "Pending"
    };
    let kept = data.others.get(TABLE);
    if kept.is_some_and(|kept| kept.iter().any(is_waiting)) {
        return Err(entity::not_unique());
    }
    let brief = |id: &String| {
        let role = data.organization_roles.get(id)?;
        Some(json!({"id": role.id, "name": role.name}))
    };
    let brief: Option<Vec<Value>> = roles.iter().map(brief).collect();
    let brief = brief.ok_or_else(entity::no_such_reference)?;
    if inviter.as_ref().is_some_and(|id| !data.users.contains(id)) {
        return Err(entity::no_such_reference());
    }
    let id = visit.state.ids.long();
    let invitation = json!({
        "tenantId": "default", "id": id, "inviterId": inviter, "invitee": invitee,
        "acceptedUserId": null, "organizationId": organization_id, "status": "Pending",
        "createdAt": visit.now, "updatedAt": visit.now, "expiresAt": expires_at,
        "organizationRoles": brief,
    });
    if let Some(payload) = payload.filter(Value::is_object) {
        send(visit, &invitee, &payload)?;
    }
    let kept = visit.data().others.entry(TABLE).or_default();
    kept.insert(id, invitation.clone());
    Ok(Reply::new(StatusCode::CREATED, Body::Json(invitation)))
}

/// Delivers to the mock's inbox; 501 without an e-mail connector.
fn send(visit: &mut Visit<'_>, to: &str, payload: &Value) -> Result<(), ApiError> {
    let is_mail = |id: &str| factory(id).is_some_and(|factory| factory.kind == Kind::Email);
    let connectors = &visit.state.data.connectors;
    if !connectors
        .iter()
        .any(|connector| is_mail(&connector.connector_id))
    {
        let error = ApiError::new(StatusCode::NOT_IMPLEMENTED, "connector.not_found");
        return Err(error.with("type", "Email"));
    }
    let text = |name: &str| payload[name].as_str().map(str::to_owned);
    let message = Message {
        to: to.to_owned(),
        channel: Channel::Email,
        r#type: "OrganizationInvitation".into(),
        code: text("code"),
        link: text("link"),
        at: visit.now,
    };
    visit.state.inbox.deliver(message);
    Ok(())
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let now = visit.now;
    Ok(Reply::json(shown(named(visit)?, now)))
}

fn send_again(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let payload = visit.call.json()?.clone();
    let to = named(visit)?["invitee"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    send(visit, &to, &payload)?;
    Ok(no_content())
}

/// Accepting lets the user in, with the roles of the invitation.
fn change_status(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (status, user_id) = visit.call.body(|m| {
        let status = m.choice("status", &["Accepted", "Revoked"]);
        let user = m.nullish("acceptedUserId", super::super::api::guard::Members::string);
        Some((status?, user?.flatten()))
    })?;
    let now = visit.now;
    let invitation = shown(named(visit)?, now);
    let user_id = match (status, user_id) {
        ("Accepted", None) => {
            let details = "The `acceptedUserId` is required when accepting an invitation.";
            return Err(refuse(details));
        }
        (_, user_id) => user_id.filter(|_| status == "Accepted"),
    };
    if invitation["status"] != "Pending" {
        let details = "The status of the invitation cannot be changed anymore.";
        return Err(refuse(details));
    }
    if let Some(id) = &user_id {
        let user = visit
            .state
            .data
            .users
            .get(id)
            .ok_or_else(entity::not_found)?;
        let invitee = invitation["invitee"].as_str().unwrap_or_default();
        let is_invited = |email: &String| email.eq_ignore_ascii_case(invitee);
        if !user.primary_email.as_ref().is_some_and(is_invited) {
            let details = "The accepted user must have the same email as the invitee.";
            return Err(refuse(details));
        }
        admit(visit, &invitation, id);
    }
    let kept = named(visit)?;
    kept["status"] = status.into();
    kept["acceptedUserId"] = user_id.into();
    kept["updatedAt"] = now.millis().into();
    Ok(Reply::json(kept.clone()))
}

fn admit(visit: &mut Visit<'_>, invitation: &Value, user_id: &str) {
    let organization_id = invitation["organizationId"].as_str().unwrap_or_default();
    let Some(organization) = visit.data().organizations.get_mut(organization_id) else {
        return;
    };
    let roles = invitation["organizationRoles"]
        .as_array()
        .into_iter()
        .flatten();
    let roles = roles.filter_map(|role| role["id"].as_str().map(str::to_owned));
    if !organization.members.iter().any(|m| m.user_id == user_id) {
        organization.members.push(Member {
            user_id: user_id.to_owned(),
            role_ids: roles.collect(),
        });
    }
    let members = json!({"organizationId": organization_id, "addedUserIds": [user_id]});
    visit.tell("Organization.Membership.Updated", members);
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    named(visit)?;
    let id = visit.param("id").to_owned();
    if let Some(kept) = visit.data().others.get_mut(TABLE) {
        kept.remove(&id);
    }
    Ok(no_content())
}
