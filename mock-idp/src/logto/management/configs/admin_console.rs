//! What Logto's console remembers of a tenant: kept and told, of no consequence here.

use serde_json::{Map, Value, json};

use super::{
    super::route::{Routes, Visit},
    entity,
};
use crate::{
    logto::{
        ApiError,
        api::{Members, Said},
    },
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
    let mut said = Said::default();
    for name in ["signInExperienceCustomized", "organizationCreated"] {
        said.put(name, m.optional(name, Members::boolean));
    }
    let name = "developmentTenantMigrationNotification";
    said.put(name, m.optional_object(name, migration));
    let name = "checkedChargeNotification";
    said.put(name, m.optional_object(name, charges));
    Some(said.members())
}

fn migration(m: &mut Members<'_>) -> Option<Value> {
    let is_paid = m.boolean("isPaidTenant");
    let tag = m.string("tag");
    let read = m.optional("readAt", Members::number);
    let mut said = json!({"tag": tag?, "isPaidTenant": is_paid?});
    if let Some(read) = read? {
        said["readAt"] = read;
    }
    Some(said)
}

fn charges(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Said::default();
    for name in [
        "token",
        "apiResource",
        "machineToMachineApp",
        "tenantMember",
    ] {
        said.put(name, m.optional(name, Members::boolean));
    }
    Some(said.members())
}
