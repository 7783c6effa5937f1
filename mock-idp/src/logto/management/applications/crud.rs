//! Making, reading, changing and deleting applications.

use serde_json::{Map, Value, json};

use super::{
    super::{
        entity,
        route::{Routes, Visit},
    },
    TABLE, named, read, secrets,
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError,
        api::{Members, no_content},
        model::{
            Application, ApplicationType, OidcClientMetadata, application::UserConsentScopes,
            seeded::MANAGEMENT_API_ALL,
        },
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/applications", create);
    routes.get("/applications/:id", show);
    routes.patch("/applications/:id", change);
    routes.patch(
        "/applications/:applicationId/custom-data",
        change_custom_data,
    );
    routes.delete("/applications/:id", delete);
}

/// What may be said when one is made or changed; nothing where it is not said.
#[derive(Default)]
struct Said {
    name: Option<String>,
    description: Option<Option<String>>,
    oidc_client_metadata: Option<OidcClientMetadata>,
    custom_client_metadata: Option<Map<String, Value>>,
    protected_app_metadata: Option<Option<Map<String, Value>>>,
    custom_data: Option<Map<String, Value>>,
    access_control: Option<bool>,
    is_third_party: Option<bool>,
}

impl Said {
    fn read(m: &mut Members<'_>) -> Option<Self> {
        let description = m.nullish("description", crate::logto::api::guard::Members::string);
        let oidc = m.optional("oidcClientMetadata", |m, key| {
            m.object(key, read::oidc_client_metadata)
        });
        let custom = m.optional("customClientMetadata", |m, key| {
            m.object(key, read::custom_client_metadata)
        });
        let protected = m.nullish(
            "protectedAppMetadata",
            crate::logto::api::guard::Members::anything,
        );
        let custom_data = m.optional("customData", crate::logto::api::guard::Members::anything);
        let control = m.optional(
            "appLevelAccessControlEnabled",
            crate::logto::api::guard::Members::boolean,
        );
        Some(Self {
            name: None,
            description: description?,
            oidc_client_metadata: oidc?,
            custom_client_metadata: custom?,
            protected_app_metadata: protected?,
            custom_data: custom_data?,
            access_control: control?,
            is_third_party: None,
        })
    }

    fn is_device_flow(&self) -> Option<bool> {
        let metadata = self.custom_client_metadata.as_ref()?;
        Some(metadata.get("isDeviceFlow") == Some(&true.into()))
    }

    fn write(self, app: &mut Application) {
        if let Some(name) = self.name {
            app.name = name;
        }
        if let Some(description) = self.description {
            app.description = description;
        }
        if let Some(metadata) = self.oidc_client_metadata {
            app.oidc_client_metadata = metadata;
        }
        if let Some(metadata) = self.custom_client_metadata {
            app.custom_client_metadata = metadata;
        }
        if let Some(metadata) = self.protected_app_metadata {
            app.protected_app_metadata = metadata.map(Value::Object);
        }
        if let Some(data) = self.custom_data {
            app.custom_data = data;
        }
        if let Some(enabled) = self.access_control {
            app.app_level_access_control_enabled = enabled;
        }
        if let Some(third_party) = self.is_third_party {
            app.is_third_party = third_party;
        }
    }
}

/// A new application without anything but a name.
fn blank(id: String, name: String, kind: ApplicationType, now: Moment) -> Application {
    Application {
        tenant_id: "default",
        id,
        name,
        legacy_secret: None,
        description: None,
        r#type: kind,
        oidc_client_metadata: OidcClientMetadata::default(),
        custom_client_metadata: Map::new(),
        protected_app_metadata: None,
        custom_data: Map::new(),
        is_third_party: false,
        app_level_access_control_enabled: false,
        created_at: now,
        secrets: Vec::new(),
        role_ids: Vec::new(),
        user_consent: UserConsentScopes::default(),
        sign_in_experience: None,
        allowed_user_ids: Vec::new(),
    }
}

/// 200, not 201.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, kind, said) = visit.call.body(|m| {
        let name = m.sized("name", 1, 256);
        let kind = m.choice("type", read::TYPES);
        let said = Said::read(m);
        let third_party = m.optional("isThirdParty", crate::logto::api::guard::Members::boolean);
        let mut said = said?;
        said.is_third_party = third_party?;
        Some((name?, read::kind(kind?), said))
    })?;
    check(kind, &said)?;
    guard_exchange(said.is_third_party == Some(true), &said)?;
    let id = visit.state.ids.long();
    let mut app = blank(id.clone(), name, kind, visit.now);
    said.write(&mut app);
    if secrets::has_secrets(kind) {
        let value = visit.state.ids.secret();
        app.secrets.push(secrets::named(
            "Default secret",
            &id,
            value,
            None,
            visit.now,
        ));
    }
    let shown = entity::json(&app);
    visit.data().applications.insert(id, app);
    Ok(Reply::json(shown))
}

/// Which kinds go with what.
fn check(kind: ApplicationType, said: &Said) -> Result<(), ApiError> {
    if kind == ApplicationType::Saml {
        return Err(ApiError::bad_request("application.saml.use_saml_app_api"));
    }
    let takes_third_parties = matches!(
        kind,
        ApplicationType::Traditional | ApplicationType::Spa | ApplicationType::Native
    );
    if said.is_third_party == Some(true) && !takes_third_parties {
        let code = "application.invalid_third_party_application_type";
        return Err(ApiError::bad_request(code));
    }
    if said.is_device_flow() == Some(true) && kind != ApplicationType::Native {
        return Err(ApiError::unprocessable(
            "application.device_flow_native_only",
        ));
    }
    if kind == ApplicationType::Protected && !matches!(said.protected_app_metadata, Some(Some(_))) {
        let code = "application.protected_app_metadata_is_required";
        return Err(ApiError::bad_request(code));
    }
    Ok(())
}

/// 422: third parties exchange no tokens.
fn guard_exchange(is_third_party: bool, said: &Said) -> Result<(), ApiError> {
    let metadata = said.custom_client_metadata.as_ref();
    let exchanges =
        metadata.is_some_and(|said| said.get("allowTokenExchange") == Some(&true.into()));
    if is_third_party && exchanges {
        let code = "application.third_party_application_cannot_enable_token_exchange";
        return Err(ApiError::unprocessable(code));
    }
    Ok(())
}

/// Applications that every tenant has without keeping them: id, name, description.
const BUILT_IN: [(&str, &str, &str); 2] = [
    (
        "demo-app",
        "Live Preview",
        "Preview for Sign-in Experience.",
    ),
    (
        "account-center",
        "Account Center",
        "Placeholder application for Account Center.",
    ),
];

fn built_in(id: &str) -> Option<Value> {
    let (id, name, description) = BUILT_IN.into_iter().find(|(known, ..)| *known == id)?;
    Some(json!({
        "tenantId": "default", "id": id, "name": name, "secret": "N/A", "description": description,
        "type": "SPA", "oidcClientMetadata": {"redirectUris": [], "postLogoutRedirectUris": []},
        "customClientMetadata": {}, "protectedAppMetadata": null, "customData": {},
        "isThirdParty": false, "appLevelAccessControlEnabled": false, "createdAt": 0, "isAdmin": false,
    }))
}

/// With `isAdmin`: whether a role opens the Management API to it.
fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    if let Some(built_in) = built_in(visit.param("id")) {
        return Ok(Reply::json(built_in));
    }
    let app = named(visit, "id")?;
    let mut members = entity::members(app);
    members.insert("isAdmin".into(), is_admin(visit, app).into());
    Ok(Reply::json(Value::Object(members)))
}

fn is_admin(visit: &Visit<'_>, app: &Application) -> bool {
    let roles = &visit.state.data.roles;
    app.role_ids
        .iter()
        .filter_map(|id| roles.get(id))
        .any(|role| role.scope_ids.iter().any(|id| id == MANAGEMENT_API_ALL))
}

/// Metadata are replaced whole; the kind stays whatever is said.
fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let name = m.optional("name", |m, key| m.sized(key, 1, 256));
        let mut said = Said::read(m)?;
        said.name = name?;
        Some(said)
    })?;
    let admin = visit.call.json()?.get("isAdmin").and_then(Value::as_bool);
    let app = named(visit, "id")?;
    let is_device_flow = app.custom_client_metadata.get("isDeviceFlow") == Some(&true.into());
    if said
        .is_device_flow()
        .is_some_and(|said| said != is_device_flow)
    {
        return Err(ApiError::unprocessable(
            "application.device_flow_not_changeable",
        ));
    }
    let id = app.id.clone();
    guard_exchange(app.is_third_party, &said)?;
    if let Some(admin) = admin {
        make_admin(visit, &id, admin);
    }
    let app = visit.data().applications.get_mut(&id);
    let app = app.ok_or_else(|| entity::not_exists(TABLE, &id))?;
    said.write(app);
    Ok(Reply::json(entity::json(app)))
}

/// Gives or takes the role that opens the Management API.
fn make_admin(visit: &mut Visit<'_>, id: &str, admin: bool) {
    let data = visit.data();
    let opens = |ids: &[String]| ids.iter().any(|id| id == MANAGEMENT_API_ALL);
    let mut roles = data.roles.iter().filter(|role| opens(&role.scope_ids));
    let Some(role) = roles.next().map(|role| role.id.clone()) else {
        return;
    };
    if let Some(app) = data.applications.get_mut(id) {
        app.role_ids.retain(|known| *known != role);
        if admin {
            app.role_ids.push(role);
        }
    }
}

/// Members are put in beside those that are there.
fn change_custom_data(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let data = visit.call.json()?.as_object().cloned().unwrap_or_default();
    let id = visit.param("applicationId").to_owned();
    let app = visit.data().applications.get_mut(&id);
    let app = app.ok_or_else(|| entity::not_exists(TABLE, &id))?;
    app.custom_data.extend(data);
    Ok(Reply::json(app.custom_data.clone().into()))
}

/// What was issued to it ends with it.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("id").to_owned();
    if visit.data().applications.remove(&id).is_none() {
        return Err(entity::not_exists(TABLE, &id));
    }
    let of_app = |client: &str| client == id;
    visit
        .state
        .store
        .grants
        .remove_where(|_, grant| of_app(&grant.client_id));
    for organization in visit.data().organizations.iter_mut() {
        organization.applications.retain(|(app, _)| *app != id);
    }
    Ok(no_content())
}
