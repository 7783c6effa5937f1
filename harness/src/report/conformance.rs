//! The conformance report: a line for each row as it is played, and the matrix in the end, for people and as
//! Markdown.

use std::fmt::Write;

use super::{
    Human,
    failure::failure_text,
    style::{Hue, counted, duration, paint},
};
use crate::{
    result::{CaseResult, Event, Finding, Judgement, Oracle, Outcome, RunResult, Standing},
    source::Paint,
};

const RULE: &str = "────────────";
/// The groups, in the order of the matrix.
const GROUPS: [&str; 5] = ["basic", "config", "logout", "refresh", "hardening"];

/// Turns events into lines, and the result into a matrix.
#[derive(Clone, Copy, Debug)]
pub struct Conformance {
    colour: Paint,
    explain: bool,
}

impl Conformance {
    /// A report with or without colours, and with or without what the Foundation's suite would have said.
    pub fn new(colour: Paint, explain: bool) -> Self {
        Self { colour, explain }
    }

    /// What is printed when something happens; each line ends with a newline.
    pub fn event(self, event: &Event) -> String {
        match event {
            Event::Finished { case } => self.finished(case),
            Event::Building { .. }
            | Event::Started { .. }
            | Event::Retrying { .. }
            | Event::Interrupted => Human::new(self.colour).event(event),
        }
    }

    fn finished(self, case: &CaseResult) -> String {
        let mut text = self.line(case);
        let Some(last) = case.tries.last() else {
            return text;
        };
        match &last.outcome {
            Outcome::Failed(failure) => {
                let _ = writeln!(text, "\n{}", failure_text(failure, self.colour));
            }
            Outcome::Broken(broken) => {
                let _ = writeln!(text, "\n{}\n{}\n", broken.title, broken.cause);
            }
            Outcome::Passed | Outcome::Skipped(_) => {}
        }
        if let Some(judgement) = case.judgement()
            && (self.explain || matches!(judgement.standing, Standing::Fail | Standing::Warn))
        {
            self.explanation(&mut text, judgement, case);
        }
        for warning in &last.warnings {
            self.note(&mut text, "warning", &warned(warning));
        }
        text
    }

    /// What a verdict rests on.
    fn explanation(self, text: &mut String, judgement: &Judgement, case: &CaseResult) {
        if !judgement.tampered.is_empty() {
            self.note(text, "tampered", &judgement.tampered.join("; "));
        }
        self.note(text, "app", &oracle(&judgement.app));
        self.note(text, "wire", &oracle(&judgement.wire));
        self.note(text, "said", &oracle(&judgement.said));
        if let Some(control) = &judgement.control {
            self.note(text, "control", &control.saw);
        }
        if !case.conforms.is_empty() {
            self.note(text, "rests on", &case.conforms.join(", "));
        }
        if self.explain && !judgement.foundation.is_empty() {
            self.note(text, "the Foundation's suite", &judgement.foundation);
        }
    }

    fn note(self, text: &mut String, name: &str, what: &str) {
        let name = paint(self.colour, Hue::Quiet, format!("{name}:"));
        let _ = writeln!(text, "{:>27}{name} {what}", "");
    }

    fn line(self, case: &CaseResult) -> String {
        let standing = case.standing();
        let word = short_word(standing);
        let pad = " ".repeat(12usize.saturating_sub(word.chars().count()));
        let reason = match standing {
            Standing::Pass => String::new(),
            Standing::Warn
            | Standing::NotApplicable
            | Standing::ExpectedFailure
            | Standing::Inconclusive
            | Standing::UnexpectedPass
            | Standing::Fail => format!(": {}", reason(case)),
        };
        format!(
            "{pad}{} {} {} › {}{}\n",
            paint(self.colour, hue(standing), word),
            duration(case.took()),
            paint(self.colour, Hue::Quiet, group(case)),
            row(case),
            paint(self.colour, Hue::Quiet, reason),
        )
    }

    /// The matrix: how many rows of each group have which verdict, and every row that has not passed.
    pub fn summary(self, result: &RunResult) -> String {
        let mut text = format!("{RULE}\n");
        for case in &result.cases {
            match case.standing() {
                Standing::Pass | Standing::NotApplicable => {}
                Standing::Warn
                | Standing::ExpectedFailure
                | Standing::Inconclusive
                | Standing::UnexpectedPass
                | Standing::Fail => text.push_str(&self.line(case)),
            }
        }
        let shown: Vec<Standing> = Standing::ALL
            .iter()
            .map(|(standing, _)| *standing)
            .filter(|standing| *standing == Standing::Pass || result.standing(*standing) > 0)
            .collect();
        for group in groups(result) {
            let of_group = |standing| count(result, group, standing);
            let counts: Vec<String> = shown
                .iter()
                .map(|standing| {
                    let number = of_group(*standing);
                    let words = format!("{number:>3} {}", standing.word());
                    paint(
                        self.colour,
                        if number == 0 {
                            Hue::Quiet
                        } else {
                            hue(*standing)
                        },
                        words,
                    )
                })
                .collect();
            let _ = writeln!(text, "{group:>12}  {}", counts.join("  "));
        }
        for line in tolerances(result) {
            let _ = writeln!(text, "{:>12}  {line}", "clock");
        }
        let bad = [
            Standing::Fail,
            Standing::UnexpectedPass,
            Standing::Inconclusive,
        ];
        let ok = bad.iter().all(|standing| result.standing(*standing) == 0) && !result.interrupted;
        let counts: Vec<String> = shown
            .iter()
            .map(|standing| {
                let words = format!("{} {}", result.standing(*standing), standing.word());
                paint(self.colour, hue(*standing), words)
            })
            .collect();
        let left = result.planned.saturating_sub(result.cases.len());
        let left = if left == 0 {
            String::new()
        } else {
            format!(", {left} not run")
        };
        let _ = writeln!(
            text,
            "     {} {} {}: {}{left}",
            paint(
                self.colour,
                if ok { Hue::Good } else { Hue::Bad },
                "Summary"
            ),
            duration(result.took),
            paint(self.colour, Hue::Strong, counted(result.cases.len(), "row")),
            counts.join(", "),
        );
        let _ = writeln!(text, "{:>12} agent: {}", "", result.agent);
        text
    }
}

/// The matrix as Markdown: the same for the same verdicts, whenever and wherever it is made.
pub fn markdown(result: &RunResult) -> String {
    let mut text = format!("# Conformance of {}\n\n", result.app);
    let totals: Vec<String> = Standing::ALL
        .iter()
        .map(|(standing, word)| (result.standing(*standing), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let _ = writeln!(
        text,
        "{}: {}. Written by `harness conform --matrix`.\n",
        counted(result.cases.len(), "row"),
        totals.join(", ")
    );
    for group in groups(result) {
        let _ = writeln!(text, "## {group}\n");
        text.push_str("| row | verdict | why | rests on |\n|---|---|---|---|\n");
        for case in result
            .cases
            .iter()
            .filter(|case| self::group(case) == group)
        {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} |",
                cell(&row(case)),
                case.standing().word(),
                cell(&reason(case)),
                cell(&case.conforms.join(", ")),
            );
        }
        text.push('\n');
    }
    let tolerances = tolerances(result);
    if !tolerances.is_empty() {
        text.push_str("## Tolerance of clocks\n\n");
        for line in tolerances {
            let _ = writeln!(text, "- {line}");
        }
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// What is accepted of each ladder, and what is not.
fn tolerances(result: &RunResult) -> Vec<String> {
    let rungs: Vec<_> = result
        .cases
        .iter()
        .filter_map(|case| case.judgement()?.rung.as_ref())
        .collect();
    let mut ladders: Vec<&str> = rungs.iter().map(|rung| rung.ladder.as_str()).collect();
    ladders.dedup();
    ladders
        .into_iter()
        .map(|ladder| {
            let of = |accepted: bool| {
                let names: Vec<&str> = rungs
                    .iter()
                    .filter(|rung| rung.ladder == ladder && rung.accepted == accepted)
                    .map(|rung| rung.name.as_str())
                    .collect();
                if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join(", ")
                }
            };
            format!("{ladder}: accepts {}; refuses {}", of(true), of(false))
        })
        .collect()
}

fn groups(result: &RunResult) -> Vec<&str> {
    let mut found: Vec<&str> = GROUPS
        .into_iter()
        .filter(|group| result.cases.iter().any(|case| self::group(case) == *group))
        .collect();
    for case in &result.cases {
        if !found.contains(&group(case)) {
            found.push(group(case));
        }
    }
    found
}

fn count(result: &RunResult, group: &str, standing: Standing) -> usize {
    result
        .cases
        .iter()
        .filter(|case| self::group(case) == group && case.standing() == standing)
        .count()
}

fn group(case: &CaseResult) -> &str {
    let group = case.group.as_str();
    group.strip_prefix("conformance/").unwrap_or(group)
}

fn row(case: &CaseResult) -> String {
    match case.judgement() {
        Some(judgement) => judgement.row.clone(),
        None => case.name.clone(),
    }
}

fn reason(case: &CaseResult) -> String {
    match (
        case.judgement(),
        case.tries.last().map(|last| &last.outcome),
    ) {
        (Some(judgement), _) => judgement.reason.clone(),
        (None, Some(Outcome::Skipped(why))) => why.clone(),
        (None, Some(Outcome::Broken(broken))) => broken.title.clone(),
        (None, Some(Outcome::Failed(failure))) => failure.title.clone(),
        (None, Some(Outcome::Passed) | None) => String::new(),
    }
}

fn oracle(oracle: &Oracle) -> String {
    let mark = match oracle.content {
        Some(true) => "good",
        Some(false) => "bad",
        None => "-",
    };
    format!("{mark}: {}", oracle.saw)
}

fn warned(finding: &Finding) -> String {
    format!("expected {}; {}", finding.expected, finding.actual)
}

fn short_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "PASS",
        Standing::Warn => "WARN",
        Standing::NotApplicable => "N/A",
        Standing::ExpectedFailure => "XFAIL",
        Standing::Inconclusive => "INCONCLUSIVE",
        Standing::UnexpectedPass => "XPASS",
        Standing::Fail => "FAIL",
    }
}

fn hue(standing: Standing) -> Hue {
    match standing {
        Standing::Pass => Hue::Good,
        Standing::Warn | Standing::ExpectedFailure => Hue::Doubtful,
        Standing::NotApplicable => Hue::Quiet,
        Standing::Inconclusive | Standing::UnexpectedPass | Standing::Fail => Hue::Bad,
    }
}
