//! Consent: what a client still asks for, and the user's agreement.
//!
//! The engine grants; Logto tells the page what it is about, and remembers through which application a
//! user came first and which organizations a third-party application may act in.

use serde_json::{Map, Value, json};

use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        model::{Application, Data, User},
    },
    oidc::{
        consent::grant_all,
        directory::Directory,
        interaction::{self, Interaction},
        profile::Profile,
    },
};

/// Agrees to everything that is missing; answers where the browser goes on.
///
/// 400 `session.not_found` while nobody is signed in, 400 `oidc.access_denied` when the application keeps
/// the user out.
pub fn give(
    state: &mut State,
    profile: &Profile,
    uid: &str,
    origin: &str,
    organization_ids: Vec<String>,
    now: Moment,
) -> Result<String, ApiError> {
    let (interaction, user) = asked(state, uid, now)?;
    let client_id = interaction.client_id.to_string();
    let user_id = user.id.clone();
    let url = interaction::resume_url(origin, profile, uid, interaction);
    let first = user.application_id.is_none();
    grant_all(&mut state.tx(profile, now), uid, organization_ids.clone())?;
    if first {
        state.data.users.update(&user_id, |user| {
            user.application_id = Some(client_id.clone());
            user.updated_at = now;
        });
    }
    if let Some(application) = state.data.applications.get_mut(&client_id)
        && application.is_third_party
    {
        let agreed = &mut application.user_consent.organizations;
        for id in organization_ids {
            let pair = (user_id.clone(), id);
            if !agreed.contains(&pair) {
                agreed.push(pair);
            }
        }
    }
    Ok(url)
}

/// What the consent page shows.
///
/// 400 as for [`give`].
pub fn show(state: &State, uid: &str, now: Moment) -> Result<Value, ApiError> {
    let (interaction, user) = asked(state, uid, now)?;
    let data = &state.data;
    let mut shown = Map::new();
    shown.insert(
        "application".into(),
        application(data, &interaction.client_id),
    );
    shown.insert(
        "user".into(),
        json!({
            "id": user.id, "name": user.name, "avatar": user.avatar, "username": user.username,
            "primaryEmail": user.primary_email, "primaryPhone": user.primary_phone,
        }),
    );
    let asks_for_organizations = interaction
        .missing_scopes
        .iter()
        .any(|scope| scope == "urn:logto:scope:organizations");
    if asks_for_organizations {
        let organizations = organizations(data, interaction, user);
        shown.insert("organizations".into(), organizations);
    }
    let scopes: Vec<&String> = interaction
        .missing_scopes
        .iter()
        .filter(|scope| *scope != "openid" && *scope != "offline_access")
        .collect();
    shown.insert("missingOIDCScope".into(), json!(scopes));
    let missing = &interaction.missing_resource_scopes;
    shown.insert(
        "missingResourceScopes".into(),
        resource_scopes(data, missing),
    );
    if let Some(redirect_uri) = interaction.params.get("redirect_uri") {
        shown.insert("redirectUri".into(), redirect_uri.into());
    }
    Ok(Value::Object(shown))
}

/// The interaction and who is signed in to it.
fn asked<'a>(
    state: &'a State,
    uid: &str,
    now: Moment,
) -> Result<(&'a Interaction, &'a User), ApiError> {
    let no_session = || ApiError::bad_request("session.not_found");
    let interaction = state
        .store
        .interactions
        .get(uid, now)
        .ok_or_else(no_session)?;
    let account_id = interaction.account_id.as_deref().ok_or_else(no_session)?;
    let user = state.data.users.get(account_id).ok_or_else(no_session)?;
    if state.data.is_denied(account_id, &interaction.client_id) {
        return Err(ApiError::bad_request("oidc.access_denied"));
    }
    Ok((interaction, user))
}

/// Name, and where the application has its own sign-in experience: display name, branding, terms.
fn application(data: &Data, client_id: &str) -> Value {
    let application = data.applications.get(client_id);
    let name = application.map_or(client_id, |application| &application.name);
    let mut shown = Map::new();
    shown.insert("id".into(), client_id.into());
    shown.insert("name".into(), name.into());
    let own = |application: &Application| application.sign_in_experience.clone();
    for (key, value) in application.and_then(own).unwrap_or_default() {
        let known = [
            "displayName",
            "branding",
            "termsOfUseUrl",
            "privacyPolicyUrl",
        ];
        if known.contains(&key.as_str()) && !value.is_null() {
            shown.insert(key, value);
        }
    }
    Value::Object(shown)
}

/// The user's organizations, each with the resource scopes that the user has there, the application may
/// ask for in an organization, and the request asks for.
fn organizations(data: &Data, interaction: &Interaction, user: &User) -> Value {
    let allowed: &[String] = data
        .applications
        .get(&interaction.client_id)
        .map_or(&[], |a| &a.user_consent.organization_resource_scopes);
    let wanted: Vec<&str> = interaction
        .params
        .get("scope")
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    data.organizations
        .iter()
        .filter_map(|organization| {
            let member = organization.members.iter().find(|m| m.user_id == user.id)?;
            let roles = member.role_ids.iter();
            let had: Vec<&String> = roles
                .filter_map(|id| data.organization_roles.get(id))
                .flat_map(|role| &role.resource_scope_ids)
                .collect();
            let missing: Vec<(String, Vec<String>)> = data
                .resources
                .iter()
                .filter_map(|resource| {
                    let asked = interaction
                        .params
                        .all("resource")
                        .any(|indicator| indicator == resource.indicator);
                    let scopes: Vec<String> = resource
                        .scopes
                        .iter()
                        .filter(|s| had.contains(&&s.id) && allowed.contains(&s.id))
                        .filter(|s| wanted.contains(&s.name.as_str()))
                        .map(|s| s.name.clone())
                        .collect();
                    (asked && !scopes.is_empty()).then(|| (resource.indicator.clone(), scopes))
                })
                .collect();
            Some(json!({
                "id": organization.id, "name": organization.name,
                "missingResourceScopes": resource_scopes(data, &missing),
            }))
        })
        .collect()
}

/// Resources with scopes, as the page shows them.
fn resource_scopes(data: &Data, missing: &[(String, Vec<String>)]) -> Value {
    missing
        .iter()
        .filter_map(|(indicator, names)| {
            let resource = data.resource_by_indicator(indicator)?;
            let scopes: Vec<Value> = resource
                .scopes
                .iter()
                .filter(|scope| names.contains(&scope.name))
                .map(|s| json!({"id": s.id, "name": s.name, "description": s.description}))
                .collect();
            (!scopes.is_empty()).then(|| {
                json!({
                    "resource": {
                        "id": resource.id, "name": resource.name, "indicator": resource.indicator,
                    },
                    "scopes": scopes,
                })
            })
        })
        .collect()
}
