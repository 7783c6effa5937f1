//! What people may see and change about themselves through the Account API.

use serde_json::{Map, Value, json};

use super::{
    super::route::{Routes, Visit},
    entity,
};
use crate::{
    logto::{ApiError, model::Data},
    oidc::exchange::Reply,
};

/// Where it is kept among the tenant's settings.
const NAME: &str = "account-center";

/// What can be opened.
const FIELDS: &[&str] = &[
    "name",
    "avatar",
    "profile",
    "email",
    "phone",
    "password",
    "username",
    "social",
    "customData",
    "mfa",
    "passkey",
    "session",
];

/// How far.
const LEVELS: &[&str] = &["Off", "ReadOnly", "Edit"];

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/account-center", show);
    routes.patch("/account-center", change);
}

/// The settings: all is off where nothing was said.
pub(in crate::logto) fn shown(data: &Data) -> Value {
    let mut settings = json!({
        "tenantId": "default", "id": "default", "enabled": false, "fields": {},
        "webauthnRelatedOrigins": [], "deleteAccountUrl": null, "customCss": null,
    });
    if let (Value::Object(settings), Some(Value::Object(kept))) =
        (&mut settings, data.configs.get(NAME))
    {
        settings.extend(kept.clone());
    }
    settings
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(shown(&visit.state.data)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let mut said = Map::new();
        if let Some(enabled) = m.optional("enabled", crate::logto::api::guard::Members::boolean)? {
            said.insert("enabled".into(), enabled.into());
        }
        let fields = m.optional("fields", |m, key| {
            m.object(key, |m| {
                let mut fields = Map::new();
                for field in FIELDS {
                    if let Some(level) = m.optional(field, |m, key| m.choice(key, LEVELS))? {
                        fields.insert((*field).to_owned(), level.into());
                    }
                }
                Some(fields)
            })
        })?;
        if let Some(fields) = fields {
            said.insert("fields".into(), fields.into());
        }
        let origins = m.optional(
            "webauthnRelatedOrigins",
            crate::logto::api::guard::Members::strings,
        )?;
        if let Some(origins) = origins {
            said.insert("webauthnRelatedOrigins".into(), origins.into());
        }
        for name in ["deleteAccountUrl", "customCss"] {
            if let Some(text) = m.nullish(name, crate::logto::api::guard::Members::string)? {
                said.insert(name.into(), text.into());
            }
        }
        Some(said)
    })?;
    if said.is_empty() {
        return Err(entity::nothing_to_change());
    }
    let configs = &mut visit.data().configs;
    let kept = configs.entry(NAME).or_insert_with(|| json!({}));
    if let Value::Object(kept) = kept {
        kept.extend(said);
    }
    Ok(Reply::json(shown(&visit.state.data)))
}
