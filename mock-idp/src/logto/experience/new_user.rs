//! Making the user that an experience registers.

use serde_json::json;

use super::{
    audit,
    record::{self, PendingProfile},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        model::{Identity, RoleType, User, organization::Member, user::Password},
    },
};

/// Makes the user of the pending profile, which is empty then.
///
/// A new user has the roles that are given by default, joins the organizations that take in the domain of
/// the e-mail address, and is not asked for a second factor until they want one.
pub(super) fn create(state: &mut State, uid: &str, now: Moment) -> Result<(), ApiError> {
    let profile = std::mem::take(&mut record::of_mut(state, uid, now)?.profile);
    let id = state.ids.short();
    let organizations = profile.jit_organization_ids.clone();
    let mut user = User::new(id.clone(), now);
    store(&mut user, profile);
    user.logto_config
        .insert("mfa".into(), json!({"enabled": false}));
    user.role_ids = default_roles(state);
    let domain = user
        .primary_email
        .as_deref()
        .and_then(|email| email.split_once('@'))
        .map(|(_, domain)| domain.to_lowercase());
    let shown = user.to_info();
    state.data.users.insert(user);
    record::of_mut(state, uid, now)?.user_id = Some(id.clone());
    audit::hook(state, uid, now, "User.Created", [("data", shown)]);
    let by_domain = |organization: &crate::logto::model::Organization| {
        domain.as_ref().is_some_and(|domain| {
            let domains = &organization.jit.email_domains;
            domains.iter().any(|d| d.eq_ignore_ascii_case(domain))
        })
    };
    let joining: Vec<String> = state
        .data
        .organizations
        .iter()
        .filter(|o| by_domain(o) || organizations.contains(&o.id))
        .map(|o| o.id.clone())
        .collect();
    join(state, uid, &id, &joining, now);
    Ok(())
}

/// Lets a user into organizations, with the roles that these give by themselves.
pub(super) fn join(
    state: &mut State,
    uid: &str,
    user_id: &str,
    organization_ids: &[String],
    now: Moment,
) {
    for id in organization_ids {
        let Some(organization) = state.data.organizations.get_mut(id) else {
            continue;
        };
        if organization.members.iter().any(|m| m.user_id == user_id) {
            continue;
        }
        organization.members.push(Member {
            user_id: user_id.to_owned(),
            role_ids: organization.jit.role_ids.clone(),
        });
        let key = "Organization.Membership.Updated";
        let added = json!([user_id]);
        let more = [
            ("organizationId", id.as_str().into()),
            ("addedUserIds", added),
        ];
        audit::hook(state, uid, now, key, more);
    }
}

fn default_roles(state: &State) -> Vec<String> {
    state
        .data
        .roles
        .iter()
        .filter(|role| role.is_default && role.r#type == RoleType::User)
        .map(|role| role.id.clone())
        .collect()
}

/// Writes a pending profile into a user.
pub(super) fn store(user: &mut User, profile: PendingProfile) {
    let PendingProfile {
        username,
        primary_email,
        primary_phone,
        password,
        name,
        avatar,
        profile,
        custom_data,
        social_identity,
        jit_organization_ids: _,
    } = profile;
    let put = |slot: &mut Option<String>, value: Option<String>| {
        if value.is_some() {
            *slot = value;
        }
    };
    put(&mut user.username, username);
    put(&mut user.primary_email, primary_email);
    put(&mut user.primary_phone, primary_phone);
    put(&mut user.name, name);
    put(&mut user.avatar, avatar);
    user.profile.extend(profile);
    user.custom_data.extend(custom_data);
    if let Some(password) = password {
        user.password = Some(Password::Plain(password));
        user.is_password_expired = false;
    }
    if let Some(social) = social_identity {
        let identity = Identity {
            user_id: social.user.id.clone(),
            details: Some(social.user.details()),
        };
        user.identities.insert(social.target, identity);
    }
}
