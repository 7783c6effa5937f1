//! `GET /api/.well-known/sign-in-exp`: how signing in looks here, as the pages need to know it.

use serde_json::{Map, Value, json};

use crate::{
    logto::{
        ApiError, App,
        api::Call,
        connectors::{self, Kind},
        experience::connector,
        model::{Connector, Data, Entities},
    },
    oidc::exchange::Reply,
};

/// Columns that are nobody's business outside.
const KEPT_BACK: [&str; 2] = ["emailBlocklistPolicy", "forgotPasswordMethods"];
/// What an application or an organization may look like by itself.
const OWN_LOOKS: [&str; 5] = [
    "branding",
    "color",
    "customCss",
    "termsOfUseUrl",
    "privacyPolicyUrl",
];

/// Answers the whole sign-in experience.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn show(app: &App, call: &Call) -> Result<Reply, ApiError> {
    let query = &call.request.query;
    let state = app.state();
    let full = full(&state.data, query.get("appId"), query.get("organizationId"));
    Ok(Reply::json(full))
}

/// The sign-in experience as the pages of an application, in an organization, are to show it.
pub fn full(data: &Data, application_id: Option<&str>, organization_id: Option<&str>) -> Value {
    let sie = &data.sign_in_experience;
    let mut full = match serde_json::to_value(sie) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    for name in KEPT_BACK {
        full.shift_remove(name);
    }
    let application = application_id.and_then(|id| data.applications.get(id));
    let organization = organization_id.and_then(|id| data.organizations.get(id));
    let own = application.and_then(|application| application.sign_in_experience.as_ref());
    let theirs = organization.and_then(|o| serde_json::to_value(o).ok());
    let theirs = theirs.as_ref().and_then(Value::as_object);
    for looks in [own, theirs].into_iter().flatten() {
        put_over(&mut full, looks);
    }
    full.insert("socialConnectors".into(), social_connectors(data));
    full.insert("ssoConnectors".into(), sso_connectors(data));
    let sends = |kind, method: &str| {
        let mut connectors = data.connectors.iter();
        let methods = sie.forgot_password_methods.as_array();
        connectors.any(|c| connector::kind(c) == kind)
            && methods.is_none_or(|methods| methods.iter().any(|m| m == method))
    };
    let forgot_password = json!({
        "phone": sends(Kind::Sms, "PhoneVerificationCode"),
        "email": sends(Kind::Email, "EmailVerificationCode"),
    });
    full.insert("forgotPassword".into(), forgot_password);
    full.insert("isDevelopmentTenant".into(), false.into());
    let fields: Vec<Value> = data
        .others
        .get("custom-profile-fields")
        .map(|fields| fields.iter().cloned().collect())
        .unwrap_or_default();
    full.insert("customProfileFields".into(), fields.clone().into());
    full.insert("customProfileFieldCatalog".into(), fields.into());
    Value::Object(full)
}

/// Own looks, where there are any, over the tenant's.
fn put_over(full: &mut Map<String, Value>, looks: &Map<String, Value>) {
    for name in OWN_LOOKS {
        match looks.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Object(members)) => {
                if let Some(Value::Object(below)) = full.get_mut(name) {
                    below.extend(members.clone());
                }
            }
            Some(value) => {
                full.insert(name.into(), value.clone());
            }
        }
    }
}

/// The social connectors that are offered, in the order in which they are.
fn social_connectors(data: &Data) -> Value {
    data.sign_in_experience
        .social_sign_in_connector_targets
        .iter()
        .flat_map(|target| {
            data.connectors.iter().filter_map(move |connector| {
                let metadata = connectors::metadata(connector);
                let is_it = connector::kind(connector) == Kind::Social
                    && metadata.get("target").is_some_and(|t| t == target.as_str());
                is_it.then(|| social_connector(connector, metadata))
            })
        })
        .collect()
}

fn social_connector(connector: &Connector, metadata: Map<String, Value>) -> Value {
    let shown = [
        "target",
        "platform",
        "name",
        "logo",
        "logoDark",
        "isStandard",
        "isTokenStorageSupported",
    ];
    let mut members = Map::new();
    members.insert("id".into(), connector.id.as_str().into());
    for (name, value) in metadata {
        if shown.contains(&name.as_str()) {
            members.insert(name, value);
        }
    }
    Value::Object(members)
}

fn sso_connectors(data: &Data) -> Value {
    let connectors = data.others.get("sso-connectors");
    connectors
        .into_iter()
        .flat_map(Entities::iter)
        .filter(|_| data.sign_in_experience.single_sign_on_enabled)
        .map(|connector| {
            let branding = &connector["branding"];
            let name = branding["displayName"].as_str();
            let name = name.or(connector["connectorName"].as_str());
            let logo = branding["logo"].as_str();
            let logo = logo.or(connector["providerLogo"].as_str());
            json!({"id": connector["id"], "connectorName": name, "logo": logo})
        })
        .collect()
}
