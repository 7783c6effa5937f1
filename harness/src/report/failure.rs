//! A failure in full: the place with a caret, what was expected, what was there, and the evidence.

use std::fmt::Write;

use super::style::{Hue, paint};
use crate::{
    result::{Evidence, Exchange, Failure, Finding},
    source::{Diagnostic, Paint},
};

/// So much of a page's text and of an answer is shown.
const LINES: usize = 25;
/// So many of an app's last lines are shown.
const LOG_LINES: usize = 12;
/// So many of the provider's last requests are shown.
const REQUESTS: usize = 12;
/// Longer lines are cut.
const WIDTH: usize = 160;

/// The whole text of a failure, without secrets.
pub fn failure_text(failure: &Failure, colour: Paint) -> String {
    let mut text = String::new();
    if failure.findings.is_empty() {
        let mut diagnostic =
            Diagnostic::new(failure.title.as_str()).at(&failure.place, "this step");
        for place in failure.through.iter().rev() {
            diagnostic = diagnostic.note(format!("used at {place}"));
        }
        let _ = writeln!(text, "{}", diagnostic.render(colour));
    }
    for finding in &failure.findings {
        let _ = writeln!(text, "{}", finding_text(finding, failure, colour));
    }
    evidence_text(&mut text, &failure.evidence, colour);
    failure.evidence.redactions.apply(&text)
}

fn finding_text(finding: &Finding, failure: &Failure, colour: Paint) -> String {
    let mut diagnostic = Diagnostic::new(format!("expected {}", finding.expected))
        .at(&finding.place, finding.actual.as_str());
    for note in &finding.notes {
        diagnostic = diagnostic.note(note.as_str());
    }
    for place in failure.through.iter().rev() {
        diagnostic = diagnostic.note(format!("used at {place}"));
    }
    if let Some(clause) = &finding.clause {
        diagnostic = diagnostic.note(format!("rests on {clause}"));
    }
    diagnostic.render(colour)
}

fn evidence_text(text: &mut String, evidence: &Evidence, colour: Paint) {
    let heading = |text: &mut String, heading: &str| {
        let _ = writeln!(text, "\n  {}", paint(colour, Hue::Strong, heading));
    };
    if let Some(page) = &evidence.page {
        heading(text, "the page");
        let _ = writeln!(text, "    {}", cut(&page.url));
        if !page.title.is_empty() {
            let _ = writeln!(text, "    title: {}", cut(&page.title));
        }
        lines(text, &page.text);
    }
    if let Some(answer) = &evidence.answer {
        heading(text, "the last answer");
        let _ = writeln!(text, "    status {}", answer.status);
        for (name, value) in &answer.headers {
            let _ = writeln!(text, "    {name}: {}", cut(value));
        }
        lines(text, &answer.body);
        let _ = writeln!(text, "    again: {}", answer.curl);
    }
    if !evidence.requests.is_empty() {
        let skipped = evidence.requests.len().saturating_sub(REQUESTS);
        heading(text, "what the provider saw");
        if skipped > 0 {
            let _ = writeln!(text, "    … {skipped} before these");
        }
        for one in evidence.requests.iter().skip(skipped) {
            request_lines(text, one);
        }
    }
    for (app, log) in &evidence.logs {
        heading(text, &format!("the last lines of {app}"));
        if log.is_empty() {
            let _ = writeln!(text, "    (it printed nothing)");
        }
        for line in log.iter().skip(log.len().saturating_sub(LOG_LINES)) {
            let _ = writeln!(text, "    {}", cut(line));
        }
    }
    if let Some(path) = &evidence.screenshot {
        heading(text, "a picture");
        let _ = writeln!(text, "    {}", path.display());
    }
}

fn request_lines(text: &mut String, one: &Exchange) {
    let params: Vec<_> = one
        .params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let line = format!(
        "#{:<3} {:<10} {} {} {} {}",
        one.seq,
        one.provider,
        one.status,
        one.method,
        one.path,
        params.join(" ")
    );
    let _ = writeln!(text, "    {}", cut(line.trim_end()));
    if let Some(location) = &one.location {
        let _ = writeln!(text, "           → {}", cut(location));
    }
    if let Some(problem) = &one.problem {
        let _ = writeln!(
            text,
            "           ! {}: {}",
            problem.error,
            cut(&problem.description)
        );
        if !problem.reason.is_empty() {
            let _ = writeln!(text, "             {}", cut(&problem.reason));
        }
    }
}

fn lines(text: &mut String, shown: &str) {
    let all: Vec<&str> = shown
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    for line in all.iter().take(LINES) {
        let _ = writeln!(text, "    | {}", cut(line));
    }
    if all.len() > LINES {
        let _ = writeln!(text, "    | … {} more lines", all.len() - LINES);
    }
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
