//! The acts of a user on a document: which element is meant, and what touching it does.
//!
//! Pure decisions: each act returns what it touched and the effect.

use ego_tree::NodeId;

use super::{
    document::{Document, Touched},
    effect::{self, Effect},
    entries, form, locate, names,
    wanted::Wanted,
};
use crate::drive::{
    agent::{Act, AgentError, Element, Target},
    target::{Choice, choose, fitting, kind, no_option, option},
};

/// What an act touched, and what that does.
#[derive(Debug)]
pub(super) struct Decided {
    /// Where the focus is now.
    pub(super) focus: Option<NodeId>,
    /// What it does.
    pub(super) effect: Effect,
}

/// The one element a target means, ready for an act.
fn locate(
    document: &Document,
    target: &Target,
    act: Act,
    wanted: &Wanted,
) -> Result<NodeId, AgentError> {
    let candidates =
        locate::candidates(document, target, act).map_err(|cause| wanted.not_ready(cause))?;
    match choose(target, &candidates) {
        Choice::Usable(one) => Ok(one.handle),
        Choice::Unusable(cause) => Err(wanted.not_ready(cause)),
        Choice::Missing => Err(wanted.not_found(hint(document, act))),
    }
}

fn hint(document: &Document, act: Act) -> String {
    let offers = locate::offers(document, act);
    if offers.kinds.is_empty() {
        return format!(": {} has no {}{offers}", document.url, kind(act));
    }
    offers.to_string()
}

/// Every element that fits, best rank only.
pub(super) fn find(
    document: &Document,
    target: &Target,
    act: Act,
    wanted: &Wanted,
) -> Result<Vec<Element>, AgentError> {
    let candidates =
        locate::candidates(document, target, act).map_err(|cause| wanted.not_ready(cause))?;
    Ok(fitting(target, &candidates)
        .into_iter()
        .map(|one| one.element.clone())
        .collect())
}

/// A click.
pub(super) fn click(
    document: &Document,
    target: &Target,
    wanted: &Wanted,
) -> Result<Decided, AgentError> {
    let id = locate(document, target, Act::Click, wanted)?;
    let effect = match document.element(id) {
        Some(element) => effect::of_click(document, element, wanted)?,
        None => Effect::Nothing,
    };
    Ok(Decided {
        focus: Some(id),
        effect,
    })
}

/// A text typed in place of a field's own, as far as the field takes it.
pub(super) fn fill(
    document: &Document,
    target: &Target,
    text: &str,
    wanted: &Wanted,
) -> Result<Decided, AgentError> {
    let id = locate(document, target, Act::Fill, wanted)?;
    let field = document
        .element(id)
        .filter(|field| names::is_text_field(*field));
    let Some(field) = field else {
        return Err(wanted.not_ready("it is not a text field".to_owned()));
    };
    let longest = field
        .attr("maxlength")
        .and_then(|most| most.trim().parse().ok());
    let one_line = field.value().name() == "input";
    let typed = text
        .chars()
        .filter(|c| !(one_line && matches!(c, '\n' | '\r')))
        .take(longest.unwrap_or(usize::MAX))
        .collect();
    Ok(Decided {
        focus: Some(id),
        effect: Effect::Changes(vec![(id, Touched::Text(typed))]),
    })
}

/// A choice from a drop-down list.
pub(super) fn select(
    document: &Document,
    target: &Target,
    text: &str,
    wanted: &Wanted,
) -> Result<Decided, AgentError> {
    let id = locate(document, target, Act::Select, wanted)?;
    let list = document
        .element(id)
        .filter(|list| list.value().name() == "select");
    let Some(list) = list else {
        return Err(wanted.not_ready("it is not a drop-down list".to_owned()));
    };
    let options: Vec<(String, String)> = entries::options(list)
        .map(|one| {
            (
                entries::option_text(document, one),
                entries::option_value(document, one),
            )
        })
        .collect();
    let chosen = option(text, &options).and_then(|at| entries::options(list).nth(at));
    let Some(chosen) = chosen else {
        return Err(wanted.not_ready(no_option(text, &options)));
    };
    if form::is_disabled(chosen) {
        return Err(wanted.not_ready(format!("its option “{text}” is disabled")));
    }
    Ok(Decided {
        focus: Some(id),
        effect: effect::of_choice(chosen),
    })
}

/// A key, pressed where the focus is.
pub(super) fn press(
    document: &Document,
    focus: Option<NodeId>,
    key: &str,
    wanted: &Wanted,
) -> Result<Decided, AgentError> {
    let decided = |effect| Ok(Decided { focus, effect });
    let mut letters = key.chars();
    let letter = letters.next().filter(|_| letters.next().is_none());
    let Some(field) = focus.and_then(|id| document.element(id)) else {
        return match key {
            "Enter" | "Tab" | "Escape" => decided(Effect::Nothing),
            _ => Err(unsupported(key)),
        };
    };
    let is_text = names::is_text_field(field);
    let typed = |letter: char| {
        let mut text = form::value(document, field).unwrap_or_default();
        text.push(letter);
        Effect::Changes(vec![(field.id(), Touched::Text(text))])
    };
    match (key, letter) {
        ("Enter", _) if field.value().name() == "textarea" => decided(typed('\n')),
        ("Enter", _) if names::is_field(field) => {
            decided(effect::implicit_submission(document, field, wanted)?)
        }
        ("Enter", _) => decided(effect::of_click(document, field, wanted)?),
        ("Space" | " ", _) if !is_text => decided(effect::of_click(document, field, wanted)?),
        // Without scripts these only move the focus, or close what is not open.
        ("Tab" | "Escape", _) => decided(Effect::Nothing),
        ("Space", _) => decided(typed(' ')),
        (_, Some(letter)) if is_text => decided(typed(letter)),
        _ => Err(unsupported(key)),
    }
}

fn unsupported(key: &str) -> AgentError {
    AgentError::Unsupported {
        agent: "embedded",
        what: format!("press the key {key:?}"),
    }
}

/// A submission of the form that holds the target, or of the only one.
pub(super) fn submit(
    document: &Document,
    target: Option<&Target>,
    wanted: &Wanted,
) -> Result<Decided, AgentError> {
    let form = match target {
        Some(target) => form_of(document, target, wanted)?,
        None => only_form(document, wanted)?,
    };
    let Some(form) = document.element(form) else {
        return Err(wanted.not_ready("it is in no form".to_owned()));
    };
    let button = form::default_button(document, form).filter(|button| !form::is_disabled(*button));
    let effect = effect::submission(document, form, button, wanted)?;
    Ok(Decided {
        focus: None,
        effect,
    })
}

fn form_of(document: &Document, target: &Target, wanted: &Wanted) -> Result<NodeId, AgentError> {
    let mut missing = None;
    for act in [Act::Fill, Act::Select, Act::Click, Act::See] {
        match locate(document, target, act, wanted) {
            Ok(id) => {
                let element = document.element(id);
                return element
                    .and_then(|element| form::owner(document, element))
                    .map(|form| form.id())
                    .ok_or_else(|| wanted.not_ready("it is in no form".to_owned()));
            }
            Err(error @ AgentError::NotFound { .. }) => missing = missing.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    Err(missing.unwrap_or_else(|| wanted.not_found(String::new())))
}

fn only_form(document: &Document, wanted: &Wanted) -> Result<NodeId, AgentError> {
    let forms: Vec<_> = document.tagged(&["form"]).map(|form| form.id()).collect();
    match forms.as_slice() {
        [one] => Ok(*one),
        [] => Err(wanted.not_found(format!(": {} has none", document.url))),
        many => Err(wanted.not_ready(format!(
            "the page has {} forms: name a field or button of the one that is meant",
            many.len()
        ))),
    }
}
