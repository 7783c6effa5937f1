//! What an experience needs to know of a connector.

use crate::logto::model::Connector;

/// `Social`, `Email` or `Sms`, by the name of the factory.
pub fn kind(connector: &Connector) -> &'static str {
    let factory = connector.connector_id.as_str();
    let has = |piece: &str| factory.contains(piece);
    if has("sms") || has("short-message") {
        "Sms"
    } else if has("mail") || has("aws-ses") {
        "Email"
    } else {
        "Social"
    }
}

/// The key of the connector's identities: what its metadata sets, else the factory's.
pub fn target(connector: &Connector) -> String {
    match connector
        .metadata
        .get("target")
        .and_then(serde_json::Value::as_str)
    {
        Some(target) => target.to_owned(),
        None => {
            let factory = &connector.connector_id;
            let target = factory.strip_suffix("-universal").unwrap_or(factory);
            target
                .strip_suffix("-connector")
                .unwrap_or(target)
                .to_owned()
        }
    }
}
