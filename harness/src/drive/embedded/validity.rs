//! What keeps a form from being sent: the checks a browser makes before it submits (HTML 4.10.21).

use regex::Regex;
use scraper::ElementRef;

use super::{
    document::{Document, Touched, is_type},
    entries, form, names,
};

/// The first control that keeps a form from being sent, in words; nothing when all are in order.
pub(super) fn complaint(
    document: &Document,
    form: ElementRef<'_>,
    submitter: Option<ElementRef<'_>>,
) -> Option<String> {
    let unchecked = form.attr("novalidate").is_some()
        || submitter.is_some_and(|button| button.attr("formnovalidate").is_some());
    if unchecked {
        return None;
    }
    form::controls(document, form).find_map(|control| {
        let flaw = flaw(document, control)?;
        let name = [names::accessible(document, control)]
            .into_iter()
            .chain(control.attr("name").map(str::to_owned))
            .find(|name| !name.is_empty())
            .unwrap_or_else(|| "without a name".to_owned());
        Some(format!("the field “{name}” {flaw}"))
    })
}

fn flaw(document: &Document, control: ElementRef<'_>) -> Option<&'static str> {
    let tag = control.value().name();
    let is = |kind| tag == "input" && is_type(control, kind);
    let barred = form::is_disabled(control)
        || control.attr("readonly").is_some()
        || tag == "button"
        || ["hidden", "button", "reset", "submit", "image"]
            .iter()
            .any(|kind| is(kind));
    if barred {
        return None;
    }
    let required = control.attr("required").is_some();
    if is("checkbox") {
        return (required && !form::is_on(document, control)).then_some("must be ticked");
    }
    if is("radio") {
        let group = form::radio_group(document, control);
        let members = || group.iter().filter_map(|id| document.element(*id));
        let needed = required || members().any(|member| member.attr("required").is_some());
        let chosen =
            members().any(|member| form::is_on(document, member)) || form::is_on(document, control);
        return (needed && !chosen).then_some("is a choice that must be made");
    }
    if tag == "select" {
        let empty = entries::selected_values(document, control)
            .iter()
            .all(String::is_empty);
        return (required && empty).then_some("is required and nothing is chosen");
    }
    let value = form::value(document, control).unwrap_or_default();
    if value.is_empty() {
        return required.then_some("is required and empty");
    }
    let typed = matches!(document.touched.get(&control.id()), Some(Touched::Text(_)));
    text_flaw(control, &value, typed)
}

/// What is wrong with a text that is there.
fn text_flaw(control: ElementRef<'_>, value: &str, typed: bool) -> Option<&'static str> {
    let is = |kind| control.value().name() == "input" && is_type(control, kind);
    if is("email") && !is_email(value) {
        return Some("holds no email address");
    }
    if is("url") && url::Url::parse(value.trim()).is_err() {
        return Some("holds no address with a scheme");
    }
    if is("number") && value.trim().parse::<f64>().is_err() {
        return Some("holds no number");
    }
    let limit = |name| {
        control
            .attr(name)
            .and_then(|limit| limit.trim().parse::<usize>().ok())
    };
    // Lengths are only held against what the user typed.
    let length = value.encode_utf16().count();
    if typed && limit("minlength").is_some_and(|least| length < least) {
        return Some("is shorter than it may be");
    }
    // A pattern that only JavaScript's dialect knows is not held against anybody.
    let pattern = control
        .attr("pattern")
        .and_then(|text| Regex::new(&format!("^(?:{text})$")).ok());
    if pattern.is_some_and(|pattern| !pattern.is_match(value)) {
        return Some("does not fit its pattern");
    }
    None
}

/// HTML's own idea of an email address (4.10.5.1.5).
fn is_email(value: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let Some((local, domain)) = value.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && local
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::drive::wire::Response;

    fn complaint_of(form: &str) -> String {
        let response = Response {
            status: 200,
            headers: vec![("content-type".into(), "text/html".into())],
            body: form.as_bytes().to_vec(),
        };
        let document = Document::read(Url::parse("http://h/").unwrap(), response);
        let form = document.tagged(&["form"]).next().unwrap();
        let button = form::default_button(&document, form);
        complaint(&document, form, button).unwrap_or_default()
    }

    #[test]
    fn what_keeps_a_form_from_being_sent() {
        for (form, expected) in [
            ("<form><input name=a>", ""),
            (
                "<form><input name=a required>",
                "the field “a” is required and empty",
            ),
            (
                "<form><label>Your name <input required></label>",
                "the field “Your name” is required and empty",
            ),
            (
                "<form><input required>",
                "the field “without a name” is required and empty",
            ),
            ("<form><input name=a required value=x>", ""),
            ("<form novalidate><input name=a required>", ""),
            ("<form><input name=a required><button formnovalidate>Go", ""),
            ("<form><input name=a required disabled>", ""),
            ("<form><fieldset disabled><input name=a required>", ""),
            ("<form><input name=a required readonly>", ""),
            ("<form><input name=a type=hidden required>", ""),
            (
                "<form><input name=a type=checkbox required>",
                "the field “a” must be ticked",
            ),
            ("<form><input name=a type=checkbox required checked>", ""),
            (
                "<form><input name=a type=radio required><input name=a type=radio>",
                "the field “a” is a choice that must be made",
            ),
            (
                "<form><input name=a type=radio required><input name=a type=radio checked>",
                "",
            ),
            (
                "<form><select name=a required><option value=''>Choose<option>x",
                "the field “a” is required and nothing is chosen",
            ),
            ("<form><select name=a required><option>x", ""),
            (
                "<form><textarea name=a required></textarea>",
                "the field “a” is required and empty",
            ),
            (
                "<form><input name=a type=email value=ada>",
                "the field “a” holds no email address",
            ),
            ("<form><input name=a type=email value=ada@example.com>", ""),
            ("<form><input name=a type=email value=ada@localhost>", ""),
            (
                "<form><input name=a type=url value=x>",
                "the field “a” holds no address with a scheme",
            ),
            (
                "<form><input name=a type=number value=x>",
                "the field “a” holds no number",
            ),
            (
                "<form><input name=a pattern='[0-9]{6}' value=12345>",
                "the field “a” does not fit its pattern",
            ),
            ("<form><input name=a pattern='[0-9]{6}' value=123456>", ""),
            ("<form><input name=a minlength=8 value=short>", ""),
        ] {
            assert_eq!(complaint_of(form), expected, "{form}");
        }
    }
}
