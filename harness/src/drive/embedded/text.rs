//! How a document reads: its visible text, a line for each block, as a browser's `innerText` has it.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::document::Document;
use crate::drive::target::fold;

/// Elements that begin and end a line.
const BLOCKS: [&str; 45] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
    "tbody",
];

/// Whether an element begins and ends a line.
pub(super) fn is_block(element: ElementRef<'_>) -> bool {
    BLOCKS.contains(&element.value().name())
}

/// The visible text of a whole document; the source itself where it is not HTML.
pub(super) fn page(document: &Document) -> String {
    match document.root() {
        Some(root) => lines(document, root).join("\n"),
        None => document.source.trim().to_owned(),
    }
}

/// The visible text of one element, in one line.
pub(super) fn of(document: &Document, element: ElementRef<'_>) -> String {
    if !document.is_rendered(element) {
        return String::new();
    }
    lines(document, element).join(" ")
}

fn lines(document: &Document, element: ElementRef<'_>) -> Vec<String> {
    let mut text = String::new();
    collect(document, *element, &mut text);
    text.lines()
        .map(fold)
        .filter(|line| !line.is_empty())
        .collect()
}

fn collect(document: &Document, node: NodeRef<'_, Node>, text: &mut String) {
    if let Node::Text(own) = node.value() {
        let preformatted = node
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|around| around.value().name() == "pre");
        if preformatted {
            text.push_str(own);
        } else {
            // Line breaks of the source are white space like any other.
            text.extend(
                own.chars()
                    .map(|c| if c.is_ascii_whitespace() { ' ' } else { c }),
            );
        }
        return;
    }
    let Some(element) = ElementRef::wrap(node) else {
        return;
    };
    let name = element.value().name();
    if !document.is_rendered(element) || matches!(name, "textarea" | "iframe" | "object" | "video")
    {
        return;
    }
    let edge = match name {
        "br" => "\n",
        "td" | "th" => " ",
        _ if is_block(element) => "\n",
        _ => "",
    };
    text.push_str(edge);
    let closed = name == "details" && !document.is_open(element);
    for child in element.children() {
        // Of a closed `details`, loose text is hidden as well as elements.
        if !closed || child.value().is_element() {
            collect(document, child, text);
        }
    }
    if name != "br" {
        text.push_str(edge);
    }
}
