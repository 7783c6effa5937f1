//! What the script in `locate/` is asked, and what it answers.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::drive::{
    agent::{Act, Element, Target},
    target::{Candidate, Offers},
};

/// Lists what a target could mean.
pub(super) const SCRIPT: &str = concat!(
    include_str!("locate/names.js"),
    include_str!("locate/usable.js"),
    include_str!("locate/answer.js")
);
/// The key under which a script's answer holds an element (WebDriver, section 11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What an act needs of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handle {
    /// The element to touch.
    pub(super) id: String,
    /// Whether there is a text in it.
    pub(super) filled: bool,
    /// Whether it takes line breaks.
    pub(super) many_lines: bool,
    /// What can be chosen from it.
    pub(super) options: Vec<Choosable>,
}

/// An option of a drop-down list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choosable {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) value: String,
    pub(super) disabled: bool,
    pub(super) selected: bool,
}

/// Everything a target could mean, and what the page offers where that is nothing.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) url: String,
    pub(super) wrong_selector: Option<String>,
    pub(super) candidates: Vec<Candidate<Handle>>,
    pub(super) offers: Offers,
}

/// The script's argument. `to_use` says that the element is going to be touched: then it is found out
/// whether it can be, and a link is kept from opening another window.
pub(super) fn request(target: &Target, act: Act, to_use: bool) -> Value {
    let act = match act {
        Act::Click => "click",
        Act::Fill => "fill",
        Act::Select => "select",
        Act::See => "see",
    };
    let mut request = json!({ "act": act, "to_use": to_use });
    match target {
        Target::Called(name) => request["called"] = name.as_str().into(),
        Target::Role { role, name } => {
            request["role"] = role.as_str().into();
            if let Some(name) = name {
                request["name"] = name.as_str().into();
            }
        }
        Target::Css(selector) => request["css"] = selector.as_str().into(),
    }
    request
}

/// A reference to an element, as a script's argument.
pub(super) fn reference(id: &str) -> Value {
    json!({ ELEMENT: id })
}

/// Reads the script's answer.
pub(super) fn read(answer: Value) -> Result<Listing, String> {
    let said: Said = serde_json::from_value(answer)
        .map_err(|cause| format!("the locating script answered oddly: {cause}"))?;
    let mut offers = Offers::default();
    for Offer { role, name } in said.offers {
        offers.add(&role, name);
    }
    let candidates = said
        .candidates
        .into_iter()
        .map(candidate)
        .collect::<Option<Vec<_>>>();
    Ok(Listing {
        url: said.url,
        wrong_selector: said.wrong_selector,
        candidates: candidates
            .ok_or("the locating script answered with something that is no element")?,
        offers,
    })
}

fn candidate(said: Found) -> Option<Candidate<Handle>> {
    let options = said
        .options
        .into_iter()
        .map(|one| {
            Some(Choosable {
                id: id_of(&one.element)?,
                text: one.text,
                value: one.value,
                disabled: one.disabled,
                selected: one.selected,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Candidate {
        handle: Handle {
            id: id_of(&said.touch)?,
            filled: said.filled,
            many_lines: said.many_lines,
            options,
        },
        element: Element {
            role: said.role,
            name: said.name,
            text: said.text,
            value: said.value,
        },
        called: said.called,
        beside: said.beside,
        visible: said.visible,
        obstacle: said.obstacle,
    })
}

fn id_of(reference: &Value) -> Option<String> {
    Some(reference.get(ELEMENT)?.as_str()?.to_owned())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    url: String,
    wrong_selector: Option<String>,
    candidates: Vec<Found>,
    offers: Vec<Offer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    role: String,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    touch: Value,
    role: String,
    name: String,
    text: String,
    value: Option<String>,
    called: Vec<String>,
    beside: Option<String>,
    visible: bool,
    obstacle: Option<String>,
    filled: bool,
    many_lines: bool,
    options: Vec<Selectable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Selectable {
    element: Value,
    text: String,
    value: String,
    disabled: bool,
    selected: bool,
}
