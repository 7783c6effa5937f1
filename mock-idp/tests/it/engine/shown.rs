//! Answers as text for snapshots: what varies is replaced, in one place.

use std::{fmt::Write as _, sync::LazyLock};

use http::header;
use mock_idp::oidc::exchange::{Body, Reply};
use regex::Regex;
use scraper::{Html, Selector};

/// What varies, and what is shown instead.
static REDACTIONS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "<jwt>"),
        (r"\b[0-9a-f]{48}\b", "<hex:48>"),
        (r"(\.sig=)[A-Za-z0-9_-]{27};", "${1}…;"),
        (r"(_interaction=)%7B[^;]*;", "${1}…;"),
        (
            r"(?P<b>^|[^A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?P<e>$|[^A-Za-z0-9_-])",
            "${b}<opaque:43>${e}",
        ),
        (r"expires=Thu, 01 Jan 1970 00:00:00 GMT", "expires=<past>"),
        (r"expires=\w{3}, [^;]* GMT", "expires=<date>"),
        (r"\b[B-Z]{4}-[B-Z]{4}\b", "XXXX-XXXX"),
    ]
    .into_iter()
    .map(|(pattern, shown)| (Regex::new(pattern).unwrap(), shown))
    .collect()
});

/// Text with what varies replaced.
pub(super) fn redact(text: &str) -> String {
    REDACTIONS
        .iter()
        .fold(text.to_owned(), |text, (pattern, shown)| {
            // Twice, because neighbours share the character between them.
            let once = pattern.replace_all(&text, *shown);
            pattern.replace_all(&once, *shown).into_owned()
        })
}

/// Status, headers, body and the journal's part of an answer.
pub(super) fn show(reply: &Reply) -> String {
    let mut lines = vec![format!("{} {}", reply.status.as_u16(), body(&reply.body))];
    for (name, value) in &reply.headers {
        let value = value.to_str().unwrap();
        if name != header::SET_COOKIE {
            lines.push(format!("{name}: {value}"));
        }
    }
    for value in reply.headers.get_all(header::SET_COOKIE) {
        lines.push(format!("set-cookie: {}", value.to_str().unwrap()));
    }
    let trace = &reply.trace;
    let mut journal = format!(
        "journal: {} client={} user={}",
        trace.endpoint,
        trace.client_id.as_deref().unwrap_or("-"),
        trace.user_id.as_deref().unwrap_or("-"),
    );
    for issued in &trace.issued {
        let _ = write!(journal, " issued={}", issued.kind);
    }
    lines.push(journal);
    if let Some(problem) = &trace.error {
        lines.push(format!("because: {}", problem.reason));
    }
    redact(&lines.join("\n"))
}

/// Where an answer leads or what it says, in one line.
pub(super) fn gist(reply: &Reply) -> String {
    redact(&format!("{} {}", reply.status.as_u16(), body(&reply.body)))
}

fn body(body: &Body) -> String {
    match body {
        Body::Empty => String::new(),
        Body::Json(json) => json.to_string(),
        Body::Text(text) => text.clone(),
        Body::Redirect(to) => format!("─► {to}"),
        Body::Html(html) => page(html),
    }
}

/// Title, forms with their hidden inputs, and visible text.
fn page(html: &str) -> String {
    let document = Html::parse_document(html);
    let text_of = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        document
            .select(&selector)
            .flat_map(|element| element.text())
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut shown = format!("page \"{}\"", text_of("title"));
    for form in document.select(&Selector::parse("form").unwrap()) {
        let get = |name| form.attr(name).unwrap();
        let _ = write!(shown, " form[{} {}]", get("method"), get("action"));
    }
    for input in document.select(&Selector::parse("input").unwrap()) {
        let get = |name| input.attr(name).unwrap();
        let _ = write!(shown, " {}:{}={}", get("type"), get("name"), get("value"));
    }
    let text = text_of("main p");
    if text.is_empty() {
        shown
    } else {
        format!("{shown} {text}")
    }
}

/// The hidden inputs of a page, to send them as its script would.
pub(super) fn inputs(reply: &Reply) -> Vec<(String, String)> {
    let Body::Html(html) = &reply.body else {
        panic!("no page but {:?}", reply.body);
    };
    Html::parse_document(html)
        .select(&Selector::parse("input").unwrap())
        .map(|input| {
            let get = |name| input.attr(name).unwrap().to_owned();
            (get("name"), get("value"))
        })
        .collect()
}
