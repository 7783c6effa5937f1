//! The look of one application's sign-in pages.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    super::{
        entity,
        route::{Routes, Visit},
    },
    named,
};
use crate::{
    logto::{ApiError, api::Members},
    oidc::exchange::{Body, Reply},
};

pub(super) fn routes(routes: &mut Routes) {
    let path = "/applications/:applicationId/sign-in-experience";
    routes.put(path, put);
    routes.get(path, show);
}

/// Members of `branding` that may be set.
pub(in super::super) const BRANDING: &[&str] =
    &["logoUrl", "darkLogoUrl", "favicon", "darkFavicon"];

/// `branding`: addresses of pictures.
pub(in super::super) fn branding(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut found = Map::new();
    for name in BRANDING {
        if let Some(Some(url)) = m.optional(name, crate::logto::api::guard::Members::url_or_empty) {
            found.insert((*name).to_owned(), url.into());
        }
    }
    Some(found)
}

/// 201 the first time; members that are not said stay.
fn put(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let mut said = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                said.insert(name.to_owned(), value);
            }
        };
        let color = m.optional("color", crate::logto::api::guard::Members::anything)?;
        put("color", color.map(Value::Object));
        let branding = m.optional("branding", |m, key| m.object(key, branding))?;
        put("branding", branding.map(Value::Object));
        for name in ["termsOfUseUrl", "privacyPolicyUrl"] {
            let url = m.nullish(name, |m, key| {
                m.sized(key, 0, 2_048).and(m.url_or_empty(key))
            })?;
            put(name, url.map(Value::from));
        }
        for name in ["displayName", "customCss"] {
            let text = m.nullish(name, crate::logto::api::guard::Members::string)?;
            put(name, text.map(Value::from));
        }
        Some(said)
    })?;
    let app = named(visit, "applicationId")?;
    let id = app.id.clone();
    let (status, mut members) = match app.sign_in_experience.clone() {
        Some(members) => (StatusCode::OK, members),
        None => (StatusCode::CREATED, blank(&id)),
    };
    members.extend(said);
    if let Some(app) = visit.data().applications.get_mut(&id) {
        app.sign_in_experience = Some(members.clone());
    }
    Ok(Reply::new(status, Body::Json(members.into())))
}

fn blank(id: &str) -> Map<String, Value> {
    let blank = json!({
        "tenantId": "default", "applicationId": id, "color": {}, "branding": {}, "customCss": null,
        "termsOfUseUrl": null, "privacyPolicyUrl": null, "displayName": null,
    });
    entity::members(&blank)
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let app = named(visit, "applicationId")?;
    match &app.sign_in_experience {
        Some(members) => Ok(Reply::json(members.clone().into())),
        None => Err(entity::not_exists(
            "application_sign_in_experiences",
            &app.id,
        )),
    }
}
