//! What Logto's console remembers of a tenant: kept and told, of no consequence here.

use serde_json::{Map, Value, json};

use super::{
    super::route::{Routes, Visit},
    entity,
};
use crate::{
    logto::{ApiError, api::Members},
    oidc::exchange::Reply,
};

/// Where it is kept.
const KEY: &str = "admin-console";
const PATH: &str = "/configs/admin-console";

pub(super) fn routes(routes: &mut Routes) {
    routes.get(PATH, show);
    routes.patch(PATH, change);
}

/// Short names first: the database keeps them so.
fn kept(visit: &Visit<'_>) -> Map<String, Value> {
    match visit.state.data.configs.get(KEY) {
        Some(kept) => entity::members(kept),
        None => entity::members(&json!({
            "organizationCreated": false, "signInExperienceCustomized": false,
        })),
    }
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(kept(visit).into()))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(read)?;
    let mut kept = kept(visit);
    kept.extend(said);
    let configs = &mut visit.data().configs;
    configs.insert(KEY.into(), kept.clone().into());
    Ok(Reply::json(kept.into()))
}

fn read(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            said.insert(name.to_owned(), value);
        }
    };
    for name in ["signInExperienceCustomized", "organizationCreated"] {
        put(name, m.optional(name, Members::boolean)?.map(Value::from));
    }
    let name = "developmentTenantMigrationNotification";
    put(name, m.optional(name, |m, key| m.object(key, migration))?);
    let name = "checkedChargeNotification";
    put(name, m.optional(name, |m, key| m.object(key, charges))?);
    Some(said)
}

fn migration(m: &mut Members<'_>) -> Option<Value> {
    let is_paid = m.boolean("isPaidTenant");
    let tag = m.string("tag");
    let read = m.optional("readAt", Members::number)?;
    let mut said = json!({"tag": tag?, "isPaidTenant": is_paid?});
    if let Some(read) = read {
        said["readAt"] = read;
    }
    Some(said)
}

fn charges(m: &mut Members<'_>) -> Option<Value> {
    let mut said = Map::new();
    for name in [
        "token",
        "apiResource",
        "machineToMachineApp",
        "tenantMember",
    ] {
        if let Some(checked) = m.optional(name, Members::boolean)? {
            said.insert(name.to_owned(), checked.into());
        }
    }
    Some(said.into())
}
