//! Making, reading, changing and deleting connectors.

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
        api::{Members, no_content},
        connectors::{Factory, Kind, connector_to_api, factory, metadata},
        model::{Connector, Data},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/connectors", create);
    routes.get("/connectors", list);
    routes.get("/connectors/:id", show);
    routes.patch("/connectors/:id", change);
    routes.delete("/connectors/:id", delete);
}

/// What may be said; nothing where it is not said.
struct Said {
    config: Option<Map<String, Value>>,
    metadata: Option<Map<String, Value>>,
    sync_profile: Option<bool>,
    enable_token_storage: Option<bool>,
}

impl Said {
    fn read(m: &mut Members<'_>) -> Option<Self> {
        let config = m.optional("config", crate::logto::api::guard::Members::anything);
        let metadata = m.optional("metadata", crate::logto::api::guard::Members::anything);
        let sync = m.optional("syncProfile", crate::logto::api::guard::Members::boolean);
        let storage = m.optional(
            "enableTokenStorage",
            crate::logto::api::guard::Members::boolean,
        );
        Some(Self {
            config: config?,
            metadata: metadata?,
            sync_profile: sync?,
            enable_token_storage: storage?,
        })
    }
}

fn target(connector: &Connector) -> Value {
    metadata(connector)
        .get("target")
        .cloned()
        .unwrap_or_default()
}

/// Another connector of the same target and platform; 422.
fn guard_target(data: &Data, connector: &Connector) -> Result<(), ApiError> {
    let described = |connector: &Connector| {
        let shown = metadata(connector);
        let of = |name: &str| shown.get(name).cloned().unwrap_or_default();
        (of("target"), of("platform"))
    };
    let own = described(connector);
    let clash = data.connectors.iter().find(|other| {
        let is_social = factory(&other.connector_id).is_some_and(|f| f.kind == Kind::Social);
        other.id != connector.id && is_social && described(other) == own
    });
    let Some(clash) = clash else { return Ok(()) };
    let name = metadata(clash).get("name").cloned().unwrap_or_default();
    let code = "connector.multiple_target_with_same_platform";
    let data = json!({"connectorId": clash.connector_id, "connectorName": name});
    Err(ApiError::unprocessable(code).with_data(data))
}

/// What a connector calls itself can be said of standard ones only.
fn guard_metadata(factory: &Factory, said: &Said) -> Result<(), ApiError> {
    if said.metadata.is_some() && !factory.is_standard {
        let code = "connector.cannot_overwrite_metadata_for_non_standard_connector";
        return Err(ApiError::bad_request(code));
    }
    Ok(())
}

/// Whether settings suit the kind of connector.
fn guard(factory: &Factory, said: &Said) -> Result<(), ApiError> {
    guard_metadata(factory, said)?;
    if said.sync_profile == Some(true) && factory.kind != Kind::Social {
        let code = "connector.invalid_type_for_syncing_profile";
        return Err(ApiError::unprocessable(code));
    }
    if said.enable_token_storage == Some(true) {
        // Storing tokens needs a key that the mock, like a plain Logto, does not have.
        let code = if factory.is_token_storage_supported {
            "request.feature_not_supported"
        } else {
            "connector.token_storage_not_supported"
        };
        return Err(ApiError::unprocessable(code));
    }
    if let Some(config) = &said.config {
        (factory.check)(config)?;
    }
    Ok(())
}

/// 200, not 201. An e-mail or SMS connector takes the place of the one before.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (factory_id, id, said) = visit.call.body(|m| {
        let factory_id = m.string("connectorId");
        let id = m.optional("id", |m, key| m.sized(key, 1, 128));
        let said = Said::read(m);
        Some((factory_id?, id?, said?))
    })?;
    let found = factory(&factory_id)
        .ok_or_else(|| ApiError::unprocessable("connector.not_found_with_connector_id"))?;
    let has_target = said
        .metadata
        .as_ref()
        .is_some_and(|m| m.contains_key("target"));
    if found.is_standard && !has_target {
        return Err(ApiError::bad_request("connector.should_specify_target"));
    }
    guard_metadata(found, &said)?;
    let same = |connector: &Connector| connector.connector_id == factory_id;
    if !found.is_standard && visit.data().connectors.iter().any(same) {
        let code = "connector.multiple_instances_not_supported";
        return Err(ApiError::unprocessable(code));
    }
    guard(found, &said)?;
    let connector = Connector {
        id: id.unwrap_or_else(|| visit.state.ids.short()),
        connector_id: factory_id,
        config: said.config.unwrap_or_default(),
        metadata: said.metadata.unwrap_or_default(),
        sync_profile: said.sync_profile.unwrap_or_default(),
        enable_token_storage: false,
        created_at: visit.now,
    };
    if found.kind == Kind::Social {
        guard_target(visit.data(), &connector)?;
    } else {
        visit.data().connectors.retain(|other| {
            factory(&other.connector_id).is_none_or(|other| other.kind != found.kind)
        });
    }
    if visit.data().connectors.contains(&connector.id) {
        return Err(entity::not_unique());
    }
    let shown = connector_to_api(&connector);
    let id = connector.id.clone();
    visit.data().connectors.insert(id, connector);
    Ok(Reply::json(shown))
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let wanted = visit.query("target");
    let connectors = visit.state.data.connectors.iter();
    let found: Vec<Value> = connectors
        .filter(|connector| wanted.is_none_or(|wanted| target(connector) == wanted))
        .map(connector_to_api)
        .collect();
    Ok(Reply::json(found.into()))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(connector_to_api(named(visit)?)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(Said::read)?;
    let mut connector = named(visit)?.clone();
    if let Some(found) = factory(&connector.connector_id) {
        guard(found, &said)?;
        let new = said.metadata.as_ref().and_then(|m| m.get("target"));
        if new.is_some_and(|new| *new != target(&connector)) {
            let code = "connector.can_not_modify_target";
            return Err(ApiError::bad_request(code));
        }
    }
    if let Some(config) = said.config {
        connector.config = config;
    }
    if let Some(metadata) = said.metadata {
        connector.metadata = metadata;
    }
    if let Some(sync) = said.sync_profile {
        connector.sync_profile = sync;
    }
    let shown = connector_to_api(&connector);
    let id = connector.id.clone();
    visit.data().connectors.insert(id, connector);
    Ok(Reply::json(shown))
}

/// The sign-in experience no longer offers it.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let connector = named(visit)?.clone();
    let data = visit.data();
    data.connectors.remove(&connector.id);
    let gone = target(&connector);
    let is_left = data.connectors.iter().any(|other| target(other) == gone);
    if !is_left {
        let targets = &mut data.sign_in_experience.social_sign_in_connector_targets;
        targets.retain(|known| gone != known.as_str());
    }
    Ok(no_content())
}
