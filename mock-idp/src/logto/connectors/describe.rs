//! Factories and connectors as the Management API shows them.

use serde_json::{Map, Value, json};

use super::{
    catalogue::factory,
    factory::{Factory, Texts},
};
use crate::logto::model::Connector;

/// An item of `GET /api/connector-factories`.
pub fn factory_to_api(factory: &Factory) -> Value {
    let mut body = Map::new();
    body.insert("type".into(), factory.kind.name().into());
    body.extend(factory_metadata(factory));
    body.insert("isDemo".into(), false.into());
    Value::Object(body)
}

/// An item of `GET /api/connectors`.
pub fn connector_to_api(connector: &Connector) -> Value {
    let mut body = Map::new();
    if let Some(factory) = factory(&connector.connector_id) {
        body.insert("type".into(), factory.kind.name().into());
    }
    body.extend(metadata(connector));
    let own = json!({
        "id": connector.id,
        "connectorId": connector.connector_id,
        "syncProfile": connector.sync_profile,
        "enableTokenStorage": connector.enable_token_storage,
        "metadata": connector.metadata,
        "isDemo": false,
        "extraInfo": {},
        "config": connector.config,
    });
    if let Value::Object(own) = own {
        body.extend(own);
    }
    Value::Object(body)
}

/// The key under which a connector's identities are kept. A kind that the mock does not have is its own.
pub fn target(connector: &Connector) -> &str {
    let Some(factory) = factory(&connector.connector_id) else {
        return &connector.connector_id;
    };
    let own = connector.metadata.get("target").and_then(Value::as_str);
    own.filter(|_| factory.is_standard)
        .unwrap_or(factory.target)
}

/// What stands for a connector where people see it: its factory's metadata, overridden by its own where
/// the factory is a standard. `id` is the factory's.
pub fn metadata(connector: &Connector) -> Map<String, Value> {
    let Some(factory) = factory(&connector.connector_id) else {
        return connector.metadata.clone();
    };
    let mut members = factory_metadata(factory);
    if factory.is_standard {
        for (name, value) in &connector.metadata {
            members.insert(name.clone(), value.clone());
        }
    }
    members
}

fn factory_metadata(factory: &Factory) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("id", factory.id.into());
    put("target", factory.target.into());
    put("platform", factory.platform.into());
    put("name", texts(factory.name));
    put("logo", factory.logo().into());
    put("logoDark", Value::Null);
    put("description", texts(factory.description));
    put("readme", factory.readme().into());
    if factory.is_standard {
        put("isStandard", true.into());
    }
    if factory.is_token_storage_supported {
        put("isTokenStorageSupported", true.into());
    }
    if let Some(form) = factory.form_items {
        put("formItems", form());
    }
    if let Some(template) = factory.config_template {
        put("configTemplate", template.into());
    }
    members
}

fn texts(texts: Texts) -> Value {
    let pairs = texts
        .iter()
        .map(|(tag, text)| ((*tag).to_owned(), (*text).into()));
    Value::Object(pairs.collect())
}
