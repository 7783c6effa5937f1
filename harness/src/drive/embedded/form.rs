//! Forms and their controls: which control belongs to which form, and what state it is in.

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::document::{Document, Touched, is_type};

/// How a form's entries are written into a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    UrlEncoded,
    Multipart,
    Plain,
}

/// Where a form's entries go, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) url: Url,
    pub(super) post: bool,
    pub(super) encoding: Encoding,
}

/// The form a control belongs to: the one its `form` attribute names, else the one around it.
pub(super) fn owner<'a>(document: &'a Document, control: ElementRef<'a>) -> Option<ElementRef<'a>> {
    let is_form = |element: &ElementRef<'_>| element.value().name() == "form";
    match control.attr("form") {
        Some(id) => document.by_id(id).filter(is_form),
        None => std::iter::once(control)
            .chain(control.ancestors().filter_map(ElementRef::wrap))
            .find(is_form),
    }
}

/// The controls of a form, in the order of the document.
pub(super) fn controls<'a>(
    document: &'a Document,
    form: ElementRef<'a>,
) -> impl Iterator<Item = ElementRef<'a>> {
    document
        .tagged(&["input", "button", "select", "textarea"])
        .filter(move |control| owner(document, *control) == Some(form))
}

/// Whether a control submits its form.
pub(super) fn is_submitter(control: ElementRef<'_>) -> bool {
    match control.value().name() {
        "input" => is_type(control, "submit") || is_type(control, "image"),
        "button" => {
            let kind = control
                .attr("type")
                .unwrap_or("submit")
                .to_ascii_lowercase();
            !matches!(kind.as_str(), "button" | "reset")
        }
        _ => false,
    }
}

/// The button that Enter presses: the first submit button of a form.
pub(super) fn default_button<'a>(
    document: &'a Document,
    form: ElementRef<'a>,
) -> Option<ElementRef<'a>> {
    controls(document, form).find(|control| is_submitter(*control))
}

/// Whether a control is disabled, by itself or by a `fieldset` around it (not from its legend).
pub(super) fn is_disabled(control: ElementRef<'_>) -> bool {
    const CAN_BE: [&str; 6] = [
        "button", "input", "select", "textarea", "option", "fieldset",
    ];
    if !CAN_BE.contains(&control.value().name()) {
        return false;
    }
    if control.attr("disabled").is_some() {
        return true;
    }
    let mut inner = control;
    for around in control.ancestors().filter_map(ElementRef::wrap) {
        if around.value().name() == "fieldset" && around.attr("disabled").is_some() {
            let legend = around
                .child_elements()
                .find(|child| child.value().name() == "legend");
            if legend != Some(inner) {
                return true;
            }
        }
        inner = around;
    }
    false
}

/// The present text of a control; the `value` it would send where it has no text.
pub(super) fn value(document: &Document, control: ElementRef<'_>) -> Option<String> {
    if let Some(Touched::Text(text)) = document.touched.get(&control.id()) {
        return Some(text.clone());
    }
    match control.value().name() {
        // The first line break after the tag is not part of the text; the parser has dropped it.
        "textarea" => Some(control.text().collect()),
        "input" if is_type(control, "checkbox") || is_type(control, "radio") => {
            Some(control.attr("value").unwrap_or("on").to_owned())
        }
        "input" => Some(control.attr("value").unwrap_or_default().to_owned()),
        "button" => control.attr("value").map(str::to_owned),
        _ => None,
    }
}

/// Whether a tick box or an option is on.
pub(super) fn is_on(document: &Document, control: ElementRef<'_>) -> bool {
    match document.touched.get(&control.id()) {
        Some(Touched::Checked(on)) => *on,
        Some(Touched::Text(_)) | None => {
            let attribute = if control.value().name() == "option" {
                "selected"
            } else {
                "checked"
            };
            control.attr(attribute).is_some()
        }
    }
}

/// Ticks a radio button: the others of its group go off.
pub(super) fn radio_group(document: &Document, radio: ElementRef<'_>) -> Vec<NodeId> {
    let (name, form) = (radio.attr("name"), owner(document, radio));
    document
        .tagged(&["input"])
        .filter(|other| is_type(*other, "radio"))
        .filter(|other| name.is_some_and(|name| !name.is_empty()) && other.attr("name") == name)
        .filter(|other| owner(document, *other) == form)
        .map(|other| other.id())
        .collect()
}

/// Where a form goes when it is submitted by this button, if by one.
pub(super) fn destination(
    document: &Document,
    form: ElementRef<'_>,
    submitter: Option<ElementRef<'_>>,
) -> Result<Destination, String> {
    let said = |on_form: &str, on_button: &str| {
        submitter
            .and_then(|button| button.attr(on_button))
            .or_else(|| form.attr(on_form))
    };
    let action = said("action", "formaction").unwrap_or_default().trim();
    let mut url = if action.is_empty() {
        document.url.clone()
    } else {
        document.resolve(action)?
    };
    url.set_fragment(Url::parse(action).ok().as_ref().and_then(Url::fragment));
    let post =
        said("method", "formmethod").is_some_and(|method| method.eq_ignore_ascii_case("post"));
    let encoding = match said("enctype", "formenctype")
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("multipart/form-data") => Encoding::Multipart,
        Some("text/plain") => Encoding::Plain,
        _ => Encoding::UrlEncoded,
    };
    Ok(Destination {
        url,
        post,
        encoding,
    })
}
