//! What people may see and change about themselves through the Account API.

use serde_json::{Value, json};

use super::{
    super::route::{Routes, Visit},
    entity,
};
use crate::{
    logto::{
        ApiError,
        api::{Members, Said},
        model::Data,
    },
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
        let mut said = Said::default();
        said.put("enabled", m.optional("enabled", Members::boolean));
        let fields = m.optional("fields", |m, key| {
            m.object(key, |m| {
                let mut fields = Said::default();
                for field in FIELDS {
                    fields.put(field, m.optional(field, |m, key| m.choice(key, LEVELS)));
                }
                Some(fields.members())
            })
        });
        said.put("fields", fields);
        let name = "webauthnRelatedOrigins";
        said.put(name, m.optional(name, Members::strings));
        for name in ["deleteAccountUrl", "customCss"] {
            said.put(name, m.nullish(name, Members::string));
        }
        Some(said.members())
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
