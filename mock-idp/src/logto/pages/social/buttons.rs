//! The buttons "Continue with …".

use serde_json::Value;

use crate::logto::{
    connectors,
    model::{Connector, Data},
    pages::{assets, paths, texts::fill, visit::Visit},
};

/// One button.
#[derive(Debug)]
pub(in crate::logto::pages) struct Button {
    /// The connector's target, the picture's text.
    pub target: String,
    pub logo: String,
    pub text: String,
    pub action: String,
}

/// The tenant's buttons, in the order of the sign-in experience.
pub(in crate::logto::pages) fn all(visit: &Visit<'_>) -> Vec<Button> {
    offered(&visit.state.data)
        .map(|(target, connector)| button(visit, target, connector))
        .collect()
}

/// The connector that a target stands for, if people can sign in with it.
pub(in crate::logto::pages) fn of_target(visit: &Visit<'_>, target: &str) -> Option<String> {
    offered(&visit.state.data)
        .find(|(offered, _)| *offered == target)
        .map(|(_, connector)| connector.id.clone())
}

/// Whether people can sign in with the connector.
pub(in crate::logto::pages) fn is_offered(data: &Data, connector_id: &str) -> bool {
    offered(data).any(|(_, connector)| connector.id == connector_id)
}

fn offered(data: &Data) -> impl Iterator<Item = (&str, &Connector)> {
    let targets = &data.sign_in_experience.social_sign_in_connector_targets;
    targets.iter().flat_map(|target| {
        data.connectors
            .iter()
            .filter(move |connector| target_of(connector) == *target)
            .map(|connector| (target.as_str(), connector))
    })
}

fn target_of(connector: &Connector) -> &str {
    let factory = connectors::factory(&connector.connector_id);
    let own = connector.metadata.get("target").and_then(Value::as_str);
    own.filter(|_| factory.is_none_or(|factory| factory.is_standard))
        .or(factory.map(|factory| factory.target))
        .unwrap_or_default()
}

fn button(visit: &Visit<'_>, target: &str, connector: &Connector) -> Button {
    let shown = connectors::metadata(connector);
    let name = shown.get("name").and_then(|name| {
        let in_language = name.get(visit.t.lang).or_else(|| name.get("en"));
        in_language.or(Some(name))?.as_str()
    });
    let logo = shown.get("logo").and_then(Value::as_str);
    Button {
        text: fill(visit.t.continue_with, "name", name.unwrap_or(target)),
        target: target.to_owned(),
        // The factory's logo is an emoji, which not every machine can draw; this page brings a drawing.
        logo: match logo {
            Some(logo) if target != "huggingface" && !logo.is_empty() => logo.to_owned(),
            Some(_) | None => assets::connector_logo().to_owned(),
        },
        action: visit.link(&format!("{}{}", paths::SOCIAL_START, connector.id)),
    }
}
