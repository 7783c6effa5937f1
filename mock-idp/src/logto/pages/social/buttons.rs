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

/// What the connector's own metadata says, where its kind lets it say anything.
fn own<'a>(connector: &'a Connector, name: &str) -> Option<&'a Value> {
    let factory = connectors::factory(&connector.connector_id);
    let may = factory.is_none_or(|factory| factory.is_standard);
    connector.metadata.get(name).filter(|_| may)
}

fn target_of(connector: &Connector) -> &str {
    let factory = connectors::factory(&connector.connector_id);
    own(connector, "target")
        .and_then(Value::as_str)
        .or(factory.map(|factory| factory.target))
        .unwrap_or_default()
}

fn name_of<'a>(connector: &'a Connector, lang: &str) -> Option<&'a str> {
    if let Some(name) = own(connector, "name") {
        let in_language = name.get(lang).or_else(|| name.get("en"));
        return in_language.unwrap_or(name).as_str();
    }
    let names = connectors::factory(&connector.connector_id)?.name;
    let find = |lang: &str| names.iter().find(|(tag, _)| *tag == lang);
    find(lang).or_else(|| find("en")).map(|(_, name)| *name)
}

fn logo_of(connector: &Connector, target: &str) -> String {
    let own = own(connector, "logo").and_then(Value::as_str);
    if let Some(own) = own.filter(|logo| !logo.is_empty()) {
        return own.to_owned();
    }
    match connectors::factory(&connector.connector_id) {
        // The factory's logo is an emoji, which not every machine can draw; the pages bring a drawing.
        Some(factory) if target != "huggingface" => factory.logo(),
        Some(_) | None => assets::connector_logo().to_owned(),
    }
}

fn button(visit: &Visit<'_>, target: &str, connector: &Connector) -> Button {
    let name = name_of(connector, visit.t.lang).unwrap_or(target);
    Button {
        text: fill(visit.t.continue_with, "name", name),
        target: target.to_owned(),
        logo: logo_of(connector, target),
        action: visit.link(&format!("{}{}", paths::SOCIAL_START, connector.id)),
    }
}
