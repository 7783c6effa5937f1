//! Pages that go on by themselves: refreshes, and forms that a script submits on load.
//!
//! The rule for scripts, since none is run: a page with exactly one form, which is sent by POST and
//! has nothing for the user to fill in, is submitted when an inline script or the body's `onload`
//! calls `submit()` or `requestSubmit()` as the page loads. A script runs on load when it says so
//! (`onload`, `DOMContentLoaded`, a `load` listener) or holds no function that could run later. That
//! is what `response_mode=form_post`, SAML's POST binding and Logto's sign-out page consist of.

use ego_tree::NodeId;
use regex::Regex;
use scraper::ElementRef;
use url::Url;

use super::{
    document::{Document, is_type},
    form, names,
};

/// How a page goes on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Onward {
    /// It asks for another address at once.
    To(Url),
    /// Its form is submitted, by no button.
    Submit(NodeId),
}

/// How a page goes on by itself, if it does.
pub(super) fn onward(document: &Document) -> Option<Onward> {
    refresh(document)
        .map(Onward::To)
        .or_else(|| self_submitting(document).map(Onward::Submit))
}

/// A refresh after no time, by header or `meta` element (HTML 4.2.5.3).
fn refresh(document: &Document) -> Option<Url> {
    let header = document.response.header("refresh").map(str::to_owned);
    let meta = document
        .tagged(&["meta"])
        .filter(|meta| {
            meta.attr("http-equiv")
                .is_some_and(|name| name.eq_ignore_ascii_case("refresh"))
        })
        .find_map(|meta| meta.attr("content"));
    let content = header.as_deref().or(meta)?;
    let (delay, rest) = content.split_once([';', ',']).unwrap_or((content, ""));
    let at_once = delay
        .trim()
        .parse::<f64>()
        .is_ok_and(|seconds| seconds < 1.0);
    let rest = rest.trim();
    let address = match rest.get(..3) {
        Some(word) if word.eq_ignore_ascii_case("url") => rest[3..]
            .trim_start()
            .strip_prefix('=')
            .unwrap_or(rest)
            .trim(),
        _ => rest,
    };
    let address = address.trim_matches(['"', '\'']);
    // Without an address it is the page itself, again and again: nobody waits for that.
    (at_once && !address.is_empty())
        .then(|| document.resolve(address).ok())
        .flatten()
}

fn self_submitting(document: &Document) -> Option<NodeId> {
    let mut forms = document.tagged(&["form"]);
    let form = forms.next()?;
    let post = form
        .attr("method")
        .is_some_and(|method| method.eq_ignore_ascii_case("post"));
    if forms.next().is_some() || !post || has_something_to_fill(document, form) {
        return None;
    }
    let onload = document
        .tagged(&["body"])
        .find_map(|body| body.attr("onload"));
    let scripts: Vec<String> = document
        .tagged(&["script"])
        .filter(|script| script.attr("src").is_none())
        .map(|script| script.text().collect())
        .collect();
    let by_attribute = onload.is_some_and(|code| {
        calls_submit(code)
            || scripts
                .iter()
                .any(|script| calls_submit(script) && defines_what_runs(script, code))
    });
    let by_script = scripts
        .iter()
        .any(|script| calls_submit(script) && runs_on_load(script));
    (by_attribute || by_script).then(|| form.id())
}

fn has_something_to_fill(document: &Document, form: ElementRef<'_>) -> bool {
    form::controls(document, form).any(|control| {
        names::is_field(control) && document.is_rendered(control) && !is_type(control, "hidden")
    })
}

fn calls_submit(script: &str) -> bool {
    pattern(r"\b(requestS|s)ubmit\s*\(").is_some_and(|call| call.is_match(script))
}

/// Whether a script defines a function that the code calls.
fn defines_what_runs(script: &str, code: &str) -> bool {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        .filter(|word| !word.is_empty())
        .any(|word| script.contains(&format!("function {word}(")))
}

fn runs_on_load(script: &str) -> bool {
    let says_so = pattern(r#"DOMContentLoaded|\bonload\b|["'`]load["'`]"#);
    let runs_later = pattern(r"\bfunction\b|=>");
    says_so.is_some_and(|words| words.is_match(script))
        || runs_later.is_some_and(|words| !words.is_match(script))
}

/// A constant pattern; a page is read rarely enough to compile it each time.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drive::wire::Response;

    fn onward_of(html: &str) -> String {
        let response = Response {
            status: 200,
            headers: vec![("content-type".into(), "text/html; charset=utf-8".into())],
            body: html.as_bytes().to_vec(),
        };
        match onward(&Document::read(
            Url::parse("http://h/dir/").unwrap(),
            response,
        )) {
            None => "stays".to_owned(),
            Some(Onward::To(url)) => url.to_string(),
            Some(Onward::Submit(_)) => "submits".to_owned(),
        }
    }

    #[test]
    fn refreshes() {
        for (content, expected) in [
            ("0; url=/next", "http://h/next"),
            ("0;URL='next'", "http://h/dir/next"),
            ("0, next", "http://h/dir/next"),
            ("0.5; url=/next", "http://h/next"),
            ("5; url=/next", "stays"),
            ("0", "stays"),
            ("soon; url=/next", "stays"),
        ] {
            let html = format!("<meta http-equiv=Refresh content=\"{content}\">");
            assert_eq!(onward_of(&html), expected, "{content}");
        }
    }

    #[test]
    fn forms_that_submit_themselves() {
        let form = "<form method=post action=/cb><input type=hidden name=code value=1>\
                    <noscript><button>Continue</button></noscript></form>";
        for (html, expected) in [
            (
                format!("{form}<script>document.forms[0].submit()</script>"),
                "submits",
            ),
            (
                format!(
                    "<script>document.addEventListener('DOMContentLoaded', () => {{ \
                     document.forms[0].submit() }})</script>{form}"
                ),
                "submits",
            ),
            (
                format!("<body onload='document.forms[0].submit()'>{form}"),
                "submits",
            ),
            (
                format!("<body onload=go()>{form}<script>function go() {{ f.submit() }}</script>"),
                "submits",
            ),
            (
                format!(
                    "<script>window.onload = function () {{ f.requestSubmit() }}</script>{form}"
                ),
                "submits",
            ),
            (
                format!(
                    "<body onload=focus()>{form}<script>function go() {{ f.submit() }}</script>"
                ),
                "stays",
            ),
            // A word, not a call.
            (
                format!("{form}<script>const word = 'submit'</script>"),
                "stays",
            ),
            // A script that would run when something is clicked.
            (
                format!("{form}<script>b.onclick = function () {{ f.submit() }}</script>"),
                "stays",
            ),
            // Another file: nobody knows what it does.
            (format!("{form}<script src=/submit.js></script>"), "stays"),
            (form.to_owned(), "stays"),
            // Not one form, not by POST, or with something for the user to do.
            (
                format!("{form}{form}<script>document.forms[0].submit()</script>"),
                "stays",
            ),
            (
                "<form action=/cb></form><script>document.forms[0].submit()</script>".into(),
                "stays",
            ),
            (
                "<form method=post><input name=user></form>\
                 <script>document.forms[0].submit()</script>"
                    .into(),
                "stays",
            ),
        ] {
            assert_eq!(onward_of(&html), expected, "{html}");
        }
    }
}
