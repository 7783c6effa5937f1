//! What a form sends: its entry list, and the list written as a request (HTML 4.10.22).

use std::fmt::Write;

use scraper::ElementRef;
use url::form_urlencoded;

use super::{
    document::{Document, is_type},
    form::{self, Encoding},
    text,
};

/// `(name, value)` in the order of the form.
pub(super) type Entries = Vec<(String, String)>;

/// The entry list of a form, as submitted by this button, if by one.
pub(super) fn of(
    document: &Document,
    form: ElementRef<'_>,
    submitter: Option<ElementRef<'_>>,
) -> Entries {
    let mut entries = Entries::new();
    for control in form::controls(document, form) {
        let within_list = || {
            control
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|around| around.value().name() == "datalist")
        };
        if form::is_disabled(control) || within_list() {
            continue;
        }
        let is = |kind| control.value().name() == "input" && is_type(control, kind);
        let is_button = form::is_submitter(control)
            || control.value().name() == "button"
            || is("button")
            || is("reset");
        let is_tick = is("checkbox") || is("radio");
        if (is_button && Some(control) != submitter) || (is_tick && !form::is_on(document, control))
        {
            continue;
        }
        let name = control.attr("name").unwrap_or_default();
        if is("image") {
            let prefix = if name.is_empty() {
                String::new()
            } else {
                format!("{name}.")
            };
            entries.extend(["x", "y"].map(|axis| (format!("{prefix}{axis}"), "0".to_owned())));
            continue;
        }
        if name.is_empty() {
            continue;
        }
        if control.value().name() == "select" {
            entries.extend(
                selected_options(document, control)
                    .filter(|option| !form::is_disabled(*option))
                    .map(|option| (name.to_owned(), option_value(document, option))),
            );
        } else if is("hidden") && name.eq_ignore_ascii_case("_charset_") {
            entries.push((name.to_owned(), "UTF-8".to_owned()));
        } else {
            let value = form::value(document, control).unwrap_or_default();
            entries.push((
                name.to_owned(),
                if is("file") { String::new() } else { value },
            ));
        }
    }
    entries
}

/// The texts of the options that are chosen.
pub(super) fn selected(document: &Document, select: ElementRef<'_>) -> Vec<String> {
    selected_options(document, select)
        .map(|option| option_text(document, option))
        .collect()
}

/// The values of the options that are chosen.
pub(super) fn selected_values(document: &Document, select: ElementRef<'_>) -> Vec<String> {
    selected_options(document, select)
        .map(|option| option_value(document, option))
        .collect()
}

/// The options of a drop-down list.
pub(super) fn options(select: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    select
        .descendent_elements()
        .filter(|inner| inner.value().name() == "option")
}

/// What an option shows.
pub(super) fn option_text(document: &Document, option: ElementRef<'_>) -> String {
    option
        .attr("label")
        .map_or_else(|| text::of(document, option), str::to_owned)
}

/// What an option sends.
pub(super) fn option_value(document: &Document, option: ElementRef<'_>) -> String {
    option
        .attr("value")
        .map_or_else(|| text::of(document, option), str::to_owned)
}

/// The chosen options. A list that shows one line always has one: the first that can be chosen.
fn selected_options<'a>(
    document: &'a Document,
    select: ElementRef<'a>,
) -> impl Iterator<Item = ElementRef<'a>> {
    let on: Vec<_> = options(select)
        .filter(|option| form::is_on(document, *option))
        .collect();
    if select.attr("multiple").is_some() {
        return on.into_iter();
    }
    let one = on
        .last()
        .copied()
        .or_else(|| options(select).find(|option| !form::is_disabled(*option)));
    one.into_iter().collect::<Vec<_>>().into_iter()
}

/// The query that a form sends by GET.
pub(super) fn query(entries: &Entries) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(
            entries
                .iter()
                .map(|(name, value)| (crlf(name), crlf(value))),
        )
        .finish()
}

/// The body that a form sends by POST, and its content type.
pub(super) fn body(entries: &Entries, encoding: Encoding) -> (String, Vec<u8>) {
    match encoding {
        Encoding::UrlEncoded => (
            "application/x-www-form-urlencoded".to_owned(),
            query(entries).into_bytes(),
        ),
        Encoding::Plain => {
            let mut body = String::new();
            for (name, value) in entries {
                let _ = write!(body, "{}={}\r\n", crlf(name), crlf(value));
            }
            ("text/plain".to_owned(), body.into_bytes())
        }
        Encoding::Multipart => {
            let boundary = boundary(entries);
            let mut body = String::new();
            for (name, value) in entries {
                let name = crlf(name)
                    .replace('"', "%22")
                    .replace('\r', "%0D")
                    .replace('\n', "%0A");
                let _ = write!(
                    body,
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n",
                    crlf(value)
                );
            }
            let _ = write!(body, "--{boundary}--\r\n");
            (
                format!("multipart/form-data; boundary={boundary}"),
                body.into_bytes(),
            )
        }
    }
}

/// A boundary that no value contains: the same form always sends the same bytes.
fn boundary(entries: &Entries) -> String {
    let taken = |boundary: &str| entries.iter().any(|(_, value)| value.contains(boundary));
    (0..=u32::MAX)
        .map(|n| format!("----HarnessFormBoundary{n:08}"))
        .find(|boundary| !taken(boundary))
        .unwrap_or_default()
}

/// Line breaks as forms send them.
fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\n', "\r\n")
}

#[cfg(test)]
mod tests;
