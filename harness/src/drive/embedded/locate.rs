//! Which elements of a document a target could mean, for an act.

use ego_tree::NodeId;
use scraper::ElementRef;

use super::{
    document::{Document, is_hidden},
    entries, form, names, text,
};
use crate::drive::{
    agent::{Act, Element, Target},
    target::{Candidate, Offers, fold},
};

/// Roles of what can be clicked although its tag does not say so.
const CLICKABLE: [&str; 11] = [
    "button",
    "checkbox",
    "link",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "option",
    "radio",
    "switch",
    "tab",
    "treeitem",
];

/// Everything a target could mean; says what is wrong with a selector.
pub(super) fn candidates(
    document: &Document,
    target: &Target,
    act: Act,
) -> Result<Vec<Candidate<NodeId>>, String> {
    let found: Vec<ElementRef<'_>> = match target {
        Target::Css(selector) => document.select(selector)?,
        Target::Role { role, .. } => document
            .elements()
            .filter(|element| names::role(*element).eq_ignore_ascii_case(role))
            .collect(),
        Target::Called(name) if act == Act::See => innermost(document, name),
        Target::Called(_) => document
            .elements()
            .filter(|element| suits(*element, act))
            .collect(),
    };
    Ok(found
        .into_iter()
        .map(|element| candidate(document, element, act))
        .collect())
}

/// Whether an element is of the kind an act is about.
fn suits(element: ElementRef<'_>, act: Act) -> bool {
    let tag = element.value().name();
    match act {
        Act::Click => {
            // The options of a list are chosen from the list.
            (tag != "option" && CLICKABLE.contains(&names::role(element).as_str()))
                || element.attr("onclick").is_some()
        }
        Act::Fill => names::is_text_field(element),
        Act::Select => tag == "select",
        Act::See => true,
    }
}

/// The elements that hold the words while none of their children does.
fn innermost<'a>(document: &'a Document, words: &str) -> Vec<ElementRef<'a>> {
    let words = fold(words).to_lowercase();
    let holds = |element: ElementRef<'_>| {
        called(document, element, Act::See)
            .iter()
            .any(|name| fold(name).to_lowercase().contains(&words))
    };
    document
        .elements()
        .filter(|element| element.value().name() != "html" && holds(*element))
        .filter(|element| !element.child_elements().any(holds))
        .collect()
}

fn candidate(document: &Document, element: ElementRef<'_>, act: Act) -> Candidate<NodeId> {
    Candidate {
        handle: element.id(),
        called: called(document, element, act),
        beside: if act != Act::See && names::is_field(element) {
            names::beside(document, element)
        } else {
            None
        },
        visible: is_visible(document, element),
        obstacle: obstacle(element, act),
        element: describe(document, element),
    }
}

/// Rendered itself, or a tick box that its visible label stands for.
fn is_visible(document: &Document, element: ElementRef<'_>) -> bool {
    document.is_rendered(element)
        || (matches!(names::role(element).as_str(), "checkbox" | "radio")
            && !is_hidden(element)
            && document.tagged(&["label"]).any(|label| {
                document.is_rendered(label) && names::labelled(document, label) == Some(element)
            }))
}

/// An element as a user meets it.
pub(super) fn describe(document: &Document, element: ElementRef<'_>) -> Element {
    let value = match element.value().name() {
        "a" | "area" => element.attr("href").map(|href| {
            document
                .resolve(href)
                .map_or_else(|_| href.to_owned(), String::from)
        }),
        "select" => Some(entries::selected(document, element).join(", ")),
        "input" | "textarea" | "button" => form::value(document, element),
        _ => None,
    };
    Element {
        role: names::role(element),
        name: names::accessible(document, element),
        text: text::of(document, element),
        value,
    }
}

/// Everything a person might call an element.
fn called(document: &Document, element: ElementRef<'_>, act: Act) -> Vec<String> {
    let mut called = vec![names::accessible(document, element)];
    let attributes: &[&str] = match act {
        Act::Fill | Act::Select => &["placeholder", "name", "aria-label", "title"],
        Act::Click if names::is_field(element) => &["name", "title"],
        Act::Click => &["title"],
        Act::See => &["alt", "title"],
    };
    called.extend(
        attributes
            .iter()
            .filter_map(|name| element.attr(name))
            .map(str::to_owned),
    );
    if matches!(act, Act::Click | Act::See) {
        called.push(text::of(document, element));
    }
    called.retain(|name| !name.trim().is_empty());
    called
}

/// Why an element cannot be acted on.
fn obstacle(element: ElementRef<'_>, act: Act) -> Option<String> {
    if act != Act::See && (form::is_disabled(element) || is_said_disabled(element)) {
        return Some("it is disabled".to_owned());
    }
    if act == Act::Fill && element.attr("readonly").is_some() {
        return Some("it is read-only".to_owned());
    }
    None
}

fn is_said_disabled(element: ElementRef<'_>) -> bool {
    element
        .attr("aria-disabled")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// What the page has of the kind an act is about.
pub(super) fn offers(document: &Document, act: Act) -> Offers {
    let mut offers = Offers::default();
    let listed = |element: &ElementRef<'_>| match act {
        Act::See => names::role(*element) == "heading",
        Act::Click | Act::Fill | Act::Select => suits(*element, act),
    };
    for element in document.elements().filter(listed) {
        if !document.is_rendered(element) {
            continue;
        }
        let first = called(document, element, act).into_iter().next();
        if let Some(name) = first.or_else(|| names::beside(document, element)) {
            offers.add(&names::role(element), name);
        }
    }
    let asks = |element: ElementRef<'_>| {
        element
            .text()
            .collect::<String>()
            .to_ascii_lowercase()
            .contains("javascript")
    };
    offers.needs_scripts = document.tagged(&["noscript"]).any(asks);
    offers
}
