//! `/sso-connectors`: enterprise identity providers. They are kept and shown, and their e-mail domains
//! count; signing in through them is not built.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    applications::branding,
    entity,
    pagination::Page,
    route::{Routes, Visit},
};
use crate::{
    logto::{
        ApiError,
        api::{Members, Said, no_content},
    },
    oidc::exchange::Reply,
};

/// Where they are kept among the tenant's other entities.
const TABLE: &str = "sso-connectors";

/// Providers: name, protocol, what people call it.
const PROVIDERS: &[(&str, &str, &str)] = &[
    ("OIDC", "oidc", "OIDC"),
    ("SAML", "saml", "SAML"),
    ("AzureAD", "saml", "Microsoft Entra ID (SAML)"),
    ("GoogleWorkspace", "oidc", "Google Workspace"),
    ("Okta", "oidc", "Okta"),
    ("AzureAdOidc", "oidc", "Microsoft Entra ID (OIDC)"),
];

/// Domains of everybody, which no enterprise can claim.
const PUBLIC: &[&str] = &[
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
];

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/sso-connector-providers", providers);
    routes.get("/sso-connectors", list);
    routes.post("/sso-connectors", create);
    routes.get("/sso-connectors/:id", show);
    routes.patch("/sso-connectors/:id", change);
    routes.delete("/sso-connectors/:id", delete);
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
fn providers(_: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let shown = |(name, protocol, title): &(&str, &str, &str)| {
        json!({
            "providerName": name, "providerType": protocol, "logo": "", "logoDark": "",
            "description": format!("Sign-in through {title}."), "name": title,
        })
    };
    Ok(Reply::json(PROVIDERS.iter().map(shown).collect()))
}

/// What may be said; nothing where it is not said.
fn read(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Said::default();
    let name = m.optional("connectorName", |m, key| m.sized(key, 1, 128));
    said.put("connectorName", name);
    said.put("config", m.optional("config", Members::anything));
    said.put("domains", m.optional("domains", Members::strings));
    let look = m.optional("branding", |m, key| {
        m.object(key, |m| {
            let mut look = branding(m)?;
            for name in ["displayName", "logo", "darkLogo"] {
                let text = m.optional(name, Members::string).flatten();
                look.extend(text.map(|text| (name.to_owned(), text.into())));
            }
            Some(look)
        })
    });
    said.put("branding", look);
    for name in ["syncProfile", "enableTokenStorage"] {
        said.put(name, m.optional(name, Members::boolean));
    }
    Some(said.members())
}

/// Whether the domains can be an enterprise's, and the name is nobody else's.
fn guard(visit: &Visit<'_>, said: &Map<String, Value>, own_id: &str) -> Result<(), ApiError> {
    let domains = said.get("domains").and_then(Value::as_array);
    let domains: Vec<&str> = domains
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let public: Vec<&&str> = domains.iter().filter(|d| PUBLIC.contains(*d)).collect();
    if !public.is_empty() {
        let error = ApiError::unprocessable("single_sign_on.forbidden_domains");
        return Err(error.with_data(json!(public)));
    }
    for (at, domain) in domains.iter().enumerate() {
        if domains[..at].contains(domain) {
            return Err(ApiError::unprocessable("single_sign_on.duplicated_domains"));
        }
        if !domain.contains('.') || domain.contains(char::is_whitespace) {
            return Err(ApiError::unprocessable(
                "single_sign_on.invalid_domain_format",
            ));
        }
    }
    let name = said.get("connectorName");
    let kept = visit.state.data.others.get(TABLE);
    let mut kept = kept
        .into_iter()
        .flat_map(super::super::model::entities::Entities::iter);
    if kept.any(|other| other["id"] != own_id && name == Some(&other["connectorName"])) {
        let code = "single_sign_on.duplicate_connector_name";
        return Err(ApiError::new(StatusCode::CONFLICT, code));
    }
    Ok(())
}

/// 200, not 201.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (provider, said) = visit.call.body(|m| {
        let provider = m.string("providerName");
        if !m.has("connectorName") {
            m.string("connectorName");
        }
        let said = read(m);
        Some((provider?, said?))
    })?;
    if !PROVIDERS.iter().any(|(name, ..)| *name == provider) {
        return Err(ApiError::unprocessable("connector.not_found").with("type", provider));
    }
    guard(visit, &said, "")?;
    let id = visit.state.ids.short();
    let mut connector = json!({
        "tenantId": "default", "id": id, "providerName": provider, "connectorName": "", "config": {},
        "domains": [], "branding": {}, "syncProfile": false, "enableTokenStorage": false,
        "createdAt": visit.now,
    });
    if let Value::Object(connector) = &mut connector {
        connector.extend(said);
    }
    let connectors = visit.data().others.entry(TABLE).or_default();
    connectors.insert(id, connector.clone());
    Ok(Reply::json(connector))
}

/// With what its provider is.
fn shown(connector: &Value) -> Value {
    let mut shown = connector.clone();
    let provider = PROVIDERS
        .iter()
        .find(|(name, ..)| connector["providerName"] == *name);
    if let Some((_, protocol, title)) = provider {
        shown["name"] = (*title).into();
        shown["providerType"] = (*protocol).into();
        shown["providerLogo"] = "".into();
        shown["providerLogoDark"] = "".into();
    }
    shown
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let kept = visit.state.data.others.get(TABLE);
    let kept: Vec<&Value> = kept
        .into_iter()
        .flat_map(super::super::model::entities::Entities::iter)
        .collect();
    Ok(page.reply(&visit.call.request, kept, shown))
}

fn named<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Value, ApiError> {
    let id = visit.param("id").to_owned();
    let kept = visit.data().others.get_mut(TABLE);
    let found = kept.and_then(|kept| kept.get_mut(&id));
    found.ok_or_else(|| entity::not_exists("sso_connectors", &id))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(shown(named(visit)?)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(read)?;
    named(visit)?;
    let id = visit.param("id").to_owned();
    guard(visit, &said, &id)?;
    let connector = named(visit)?;
    if let Value::Object(connector) = connector {
        connector.extend(said);
    }
    Ok(Reply::json(shown(connector)))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    named(visit).map_err(|_| entity::not_found())?;
    let id = visit.param("id").to_owned();
    if let Some(kept) = visit.data().others.get_mut(TABLE) {
        kept.remove(&id);
    }
    for organization in visit.data().organizations.iter_mut() {
        organization
            .jit
            .sso_connector_ids
            .retain(|known| *known != id);
    }
    Ok(no_content())
}
