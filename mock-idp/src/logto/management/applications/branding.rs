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
    logto::{
        ApiError,
        api::{Members, Said},
    },
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
    let mut said = Said::default();
    for name in BRANDING {
        said.put(name, m.optional(name, Members::url));
    }
    Some(said.members())
}

/// `color` of an application or an organization: any of its members.
pub(in super::super) fn partial_color(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Said::default();
    let color = |m: &mut Members<'_>, key: &str| m.matching(key, is_hex_color);
    said.put("primaryColor", m.optional("primaryColor", color));
    let name = "isDarkModeEnabled";
    said.put(name, m.optional(name, Members::boolean));
    said.put("darkPrimaryColor", m.optional("darkPrimaryColor", color));
    Some(said.members())
}

/// `#` and three or six hexadecimal digits.
pub(in super::super) fn is_hex_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// 201 the first time; members that are not said stay.
fn put(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let mut said = Said::default();
        said.put("color", m.optional_object("color", partial_color));
        let branding = m.optional_object("branding", branding);
        said.put("branding", branding);
        for name in ["termsOfUseUrl", "privacyPolicyUrl"] {
            let url = m.nullish(name, |m, key| {
                m.or_empty(key, |m, key| {
                    m.sized(key, 0, 2_048)?;
                    m.url(key)
                })
            });
            said.put(name, url);
        }
        for name in ["displayName", "customCss"] {
            said.put(name, m.nullish(name, Members::string));
        }
        Some(said.members())
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
