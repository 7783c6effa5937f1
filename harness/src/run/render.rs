//! Putting the values of variables into what the plan says.

use super::Trouble;
use crate::{
    drive::agent,
    expectation::{Expectation, Target, Value},
    plan::{Template, Variables},
};

/// Renders a text.
pub(super) fn text(template: &Template, variables: &Variables) -> Result<String, Trouble> {
    template
        .render(variables)
        .map_err(|name| Trouble::failed(format!("`{name}` has no value yet")))
}

/// Renders a target, in the words of the agents.
pub(super) fn target(
    target: &Target<Template>,
    variables: &Variables,
) -> Result<agent::Target, Trouble> {
    Ok(spoken(
        &target.try_map(&mut |template| text(template, variables))?,
    ))
}

/// A target in the words of the agents.
pub(super) fn spoken(target: &Target<String>) -> agent::Target {
    match target {
        Target::Called(name) => agent::Target::Called(name.clone()),
        Target::Role { role, name } => agent::Target::Role {
            role: role.clone(),
            name: name.clone(),
        },
        Target::Css(selector) => agent::Target::Css(selector.clone()),
    }
}

/// Renders a value.
pub(super) fn value(
    value: &Value<Template>,
    variables: &Variables,
) -> Result<serde_json::Value, Trouble> {
    Ok(value
        .try_map(&mut |template| text(template, variables))?
        .json())
}

/// Renders expectations.
pub(super) fn expectations(
    all: &[Expectation<Template>],
    variables: &Variables,
) -> Result<Vec<Expectation<String>>, Trouble> {
    all.iter()
        .map(|one| one.try_map(&mut |template| text(template, variables)))
        .collect()
}
