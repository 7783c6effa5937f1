//! What things are: roles (HTML-AAM) and accessible names (accname 1.2), as far as sign-in pages and
//! forms need them.
//!
//! `drive/webdriver/locate.js` holds the same tables for a living page; a test runs both agents over
//! the same documents.

use scraper::ElementRef;

use super::{
    document::{Document, is_type},
    text::is_block,
};
use crate::drive::target::fold;

/// The ARIA role of an element: explicit, or implied by its tag.
pub(super) fn role(element: ElementRef<'_>) -> String {
    let explicit = element
        .attr("role")
        .and_then(|role| role.split_ascii_whitespace().next());
    explicit.map_or_else(|| implied(element).to_owned(), str::to_ascii_lowercase)
}

fn implied(element: ElementRef<'_>) -> &'static str {
    match element.value().name() {
        "a" | "area" if element.attr("href").is_some() => "link",
        "button" | "summary" => "button",
        "input" => input_role(element),
        "textarea" => "textbox",
        "select" if element.attr("multiple").is_some() => "listbox",
        "select" => "combobox",
        "option" => "option",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "heading",
        "img" => "img",
        "nav" => "navigation",
        "main" => "main",
        "header" => "banner",
        "footer" => "contentinfo",
        "aside" => "complementary",
        "form" => "form",
        "search" => "search",
        "ul" | "ol" | "menu" => "list",
        "li" => "listitem",
        "table" => "table",
        "tr" => "row",
        "td" => "cell",
        "th" => "columnheader",
        "p" => "paragraph",
        "article" => "article",
        "section" => "region",
        "dialog" => "dialog",
        "details" | "fieldset" => "group",
        "progress" => "progressbar",
        "meter" => "meter",
        "output" => "status",
        "hr" => "separator",
        _ => "generic",
    }
}

fn input_role(input: ElementRef<'_>) -> &'static str {
    match input
        .attr("type")
        .unwrap_or("text")
        .to_ascii_lowercase()
        .as_str()
    {
        "submit" | "button" | "reset" | "image" => "button",
        "checkbox" => "checkbox",
        "radio" => "radio",
        "number" => "spinbutton",
        "range" => "slider",
        "search" => "searchbox",
        _ => "textbox",
    }
}

/// Whether an element is a text field.
pub(super) fn is_text_field(element: ElementRef<'_>) -> bool {
    const NOT_TEXT: [&str; 10] = [
        "hidden", "submit", "button", "reset", "image", "checkbox", "radio", "file", "range",
        "color",
    ];
    match element.value().name() {
        "textarea" => true,
        "input" => !NOT_TEXT.iter().any(|kind| is_type(element, kind)),
        _ => false,
    }
}

/// Whether an element is a control that a label can be for, and that the user sets.
pub(super) fn is_field(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    is_text_field(element)
        || name == "select"
        || (name == "input"
            && ["checkbox", "radio", "file", "range", "color"]
                .iter()
                .any(|kind| is_type(element, kind)))
}

/// The accessible name.
pub(super) fn accessible(document: &Document, element: ElementRef<'_>) -> String {
    let steps: [fn(&Document, ElementRef<'_>) -> String; 6] = [
        labelled_by,
        |_, element| fold(element.attr("aria-label").unwrap_or_default()),
        native,
        from_content,
        |_, element| fold(element.attr("title").unwrap_or_default()),
        |_, element| fold(element.attr("placeholder").unwrap_or_default()),
    ];
    steps
        .iter()
        .map(|step| step(document, element))
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

fn labelled_by(document: &Document, element: ElementRef<'_>) -> String {
    let ids = element
        .attr("aria-labelledby")
        .unwrap_or_default()
        .split_ascii_whitespace();
    let texts: Vec<String> = ids
        .filter_map(|id| document.by_id(id))
        .map(|label| match label.attr("aria-label") {
            Some(text) => fold(text),
            None => hidden_content(label),
        })
        .collect();
    fold(&texts.join(" "))
}

/// What HTML itself names an element by.
fn native(document: &Document, element: ElementRef<'_>) -> String {
    let attribute = |name| fold(element.attr(name).unwrap_or_default());
    match element.value().name() {
        "img" | "area" => attribute("alt"),
        "input" if is_type(element, "image") => attribute("alt"),
        "input" if is_type(element, "submit") && element.attr("value").is_none() => "Submit".into(),
        "input" if is_type(element, "reset") && element.attr("value").is_none() => "Reset".into(),
        "input"
            if ["submit", "reset", "button"]
                .iter()
                .any(|kind| is_type(element, kind)) =>
        {
            attribute("value")
        }
        "fieldset" => child_content(document, element, "legend"),
        "table" => child_content(document, element, "caption"),
        _ if is_field(element) => labels(document, element),
        _ => String::new(),
    }
}

/// The labels of a field: those that are `for` it, and those around it.
fn labels(document: &Document, field: ElementRef<'_>) -> String {
    let id = field.attr("id");
    let texts: Vec<String> = document
        .tagged(&["label"])
        .filter(|label| match label.attr("for") {
            Some(target) => Some(target) == id,
            None => field.ancestors().any(|around| around.id() == label.id()),
        })
        .map(|label| content(document, label))
        .collect();
    fold(&texts.join(" "))
}

/// The field a label is for.
pub(super) fn labelled<'a>(
    document: &'a Document,
    label: ElementRef<'a>,
) -> Option<ElementRef<'a>> {
    match label.attr("for") {
        Some(id) => document.by_id(id),
        None => label
            .descendent_elements()
            .find(|inner| is_field(*inner) || matches!(inner.value().name(), "button")),
    }
}

fn child_content(document: &Document, element: ElementRef<'_>, tag: &str) -> String {
    let child = element
        .child_elements()
        .find(|child| child.value().name() == tag);
    child.map_or_else(String::new, |child| content(document, child))
}

/// Roles whose name may come from what they hold.
fn from_content(document: &Document, element: ElementRef<'_>) -> String {
    const NAMED_BY_CONTENT: [&str; 17] = [
        "button",
        "cell",
        "checkbox",
        "columnheader",
        "heading",
        "link",
        "menuitem",
        "menuitemcheckbox",
        "menuitemradio",
        "option",
        "radio",
        "row",
        "rowheader",
        "switch",
        "tab",
        "tooltip",
        "treeitem",
    ];
    if is_field(element) || !NAMED_BY_CONTENT.contains(&role(element).as_str()) {
        return String::new();
    }
    content(document, element)
}

/// The text an element holds as a name: images by their `alt`, controls left out.
pub(super) fn content(document: &Document, element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text, &|inner| document.is_rendered(inner));
    fold(&text)
}

/// The same of an element that may be hidden, as `aria-labelledby` allows.
fn hidden_content(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text, &|_| true);
    fold(&text)
}

fn gather(element: ElementRef<'_>, text: &mut String, shown: &dyn Fn(ElementRef<'_>) -> bool) {
    for child in element.children() {
        if let Some(own) = child.value().as_text() {
            text.push_str(own);
        }
        let Some(inner) = ElementRef::wrap(child) else {
            continue;
        };
        if is_field(inner) || !shown(inner) || matches!(inner.value().name(), "script" | "style") {
            continue;
        }
        let apart = is_block(inner) || matches!(inner.value().name(), "br" | "td" | "th");
        text.push_str(if apart { " " } else { "" });
        if let Some(label) = inner.attr("aria-label") {
            text.push_str(label);
        } else if inner.value().name() == "img" {
            text.push_str(inner.attr("alt").unwrap_or_default());
        } else {
            gather(inner, text, shown);
        }
        text.push_str(if apart { " " } else { "" });
    }
}

/// The text near a field that nothing names: what the smallest part of the page says in which this
/// field stands alone. Links and buttons in there are not its name.
pub(super) fn beside(document: &Document, field: ElementRef<'_>) -> Option<String> {
    const FARTHEST: usize = 5;
    const LONGEST: usize = 100;
    let around = field
        .ancestors()
        .filter_map(ElementRef::wrap)
        .take(FARTHEST);
    for part in around.take_while(|part| !matches!(part.value().name(), "form" | "body" | "html")) {
        let alone = part
            .descendent_elements()
            .filter(|inner| is_field(*inner) && document.is_rendered(*inner))
            .all(|inner| inner == field);
        if !alone {
            return None;
        }
        let mut text = String::new();
        gather(part, &mut text, &|inner| {
            document.is_rendered(inner) && !matches!(role(inner).as_str(), "button" | "link")
        });
        let text = fold(&text);
        if !text.is_empty() {
            return (text.chars().count() <= LONGEST).then_some(text);
        }
    }
    None
}
