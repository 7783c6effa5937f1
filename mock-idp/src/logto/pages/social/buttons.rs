//! The buttons "Continue with …".

use crate::logto::{
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
        .map(|(connector, face)| Button {
            text: fill(visit.t.continue_with, "name", &face.name),
            target: face.target,
            logo: face.logo,
            action: visit.link(&format!("{}{}", paths::SOCIAL_START, connector.id)),
        })
        .collect()
}

/// How a connector shows itself.
#[derive(Debug)]
pub(in crate::logto::pages) struct Face {
    pub target: String,
    pub name: String,
    pub logo: String,
}

/// The connectors that people can sign in with.
pub(in crate::logto::pages) fn offered(data: &Data) -> impl Iterator<Item = (&Connector, Face)> {
    let targets = &data.sign_in_experience.social_sign_in_connector_targets;
    targets.iter().flat_map(|target| {
        data.connectors
            .iter()
            .map(|connector| (connector, face(connector)))
            .filter(move |(_, face)| face.target == *target)
    })
}

fn face(connector: &Connector) -> Face {
    let own = |name: &str| connector.metadata.get(name);
    let (target, name) = match &*connector.connector_id {
        "huggingface-universal" => ("huggingface", "Hugging Face"),
        other => (other, other),
    };
    Face {
        target: own("target")
            .and_then(serde_json::Value::as_str)
            .unwrap_or(target)
            .to_owned(),
        name: own("name")
            .and_then(|name| name.get("en"))
            .and_then(serde_json::Value::as_str)
            .unwrap_or(name)
            .to_owned(),
        logo: own("logo")
            .and_then(serde_json::Value::as_str)
            .map_or_else(|| assets::connector_logo().to_owned(), str::to_owned),
    }
}
