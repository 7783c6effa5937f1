//! The report for people, in the manner of cargo-nextest: one line per scenario, a summary in the end.

use std::fmt::Write;

use super::{
    failure::failure_text,
    style::{Hue, counted, duration, paint},
};
use crate::{
    result::{CaseResult, Event, Finding, Outcome, RunResult, Verdict},
    source::Paint,
};

const RULE: &str = "────────────";

/// Turns events into lines.
#[derive(Clone, Copy, Debug)]
pub struct Human {
    colour: Paint,
}

impl Human {
    /// A report with or without colours.
    pub fn new(colour: Paint) -> Self {
        Self { colour }
    }

    /// What is printed when something happens; each line ends with a newline.
    pub fn event(self, event: &Event) -> String {
        match event {
            Event::Building { line } => format!("{} {line}\n", self.word(Hue::Good, "Building")),
            Event::Started {
                cases,
                workers,
                agent,
                app,
                note,
            } => {
                let mut text = String::new();
                if let Some(note) = note {
                    let _ = writeln!(text, "{} {note}", self.word(Hue::Doubtful, "Note"));
                }
                let _ = writeln!(
                    text,
                    "{} {} of {app} with {agent} ({})",
                    self.word(Hue::Good, "Starting"),
                    counted(*cases, "scenario"),
                    counted(*workers, "worker"),
                );
                let _ = writeln!(text, "{RULE}");
                text
            }
            Event::Retrying { case } => self.line(Hue::Doubtful, "RETRY", case),
            Event::Finished { case } => self.finished(case),
            Event::Interrupted => {
                format!("{} ending what runs\n", self.word(Hue::Bad, "Interrupted"))
            }
        }
    }

    /// What is printed in the end.
    pub fn summary(self, result: &RunResult) -> String {
        let mut text = format!("{RULE}\n");
        for case in &result.cases {
            if matches!(case.verdict(), Verdict::Flaky) {
                text.push_str(&self.line(Hue::Doubtful, "FLAKY", case));
            }
        }
        let failed: Vec<_> = result
            .cases
            .iter()
            .filter(|case| matches!(case.verdict(), Verdict::Failed | Verdict::Broken))
            .collect();
        for case in &failed {
            text.push_str(&self.line(Hue::Bad, verdict_word(case.verdict()), case));
        }
        let ok = failed.is_empty() && !result.interrupted;
        let _ = writeln!(
            text,
            "{} {} {}: {}",
            self.word(if ok { Hue::Good } else { Hue::Bad }, "Summary"),
            duration(result.took),
            paint(
                self.colour,
                Hue::Strong,
                counted(result.cases.len(), "scenario") + " run"
            ),
            self.counts(result),
        );
        let _ = writeln!(
            text,
            "{:>12} {}",
            "",
            paint(self.colour, Hue::Quiet, format!("agent: {}", result.agent))
        );
        text
    }

    fn counts(self, result: &RunResult) -> String {
        let mut counts = Vec::new();
        let all = [
            (Verdict::Passed, Hue::Good, "passed"),
            (Verdict::Flaky, Hue::Doubtful, "flaky"),
            (Verdict::Failed, Hue::Bad, "failed"),
            (Verdict::Broken, Hue::Bad, "broken"),
            (Verdict::Skipped, Hue::Doubtful, "skipped"),
        ];
        for (verdict, hue, word) in all {
            let count = result.count(verdict);
            if count > 0 || verdict == Verdict::Passed {
                counts.push(paint(self.colour, hue, format!("{count} {word}")));
            }
        }
        let left = result.planned.saturating_sub(result.cases.len());
        if left > 0 {
            counts.push(paint(self.colour, Hue::Doubtful, format!("{left} not run")));
        }
        counts.join(", ")
    }

    fn finished(self, case: &CaseResult) -> String {
        let verdict = case.verdict();
        let hue = match verdict {
            Verdict::Passed => Hue::Good,
            Verdict::Flaky | Verdict::Skipped => Hue::Doubtful,
            Verdict::Failed | Verdict::Broken => Hue::Bad,
        };
        let mut text = self.line(hue, verdict_word(verdict), case);
        let Some(last) = case.tries.last() else {
            return text;
        };
        match &last.outcome {
            Outcome::Passed => {}
            Outcome::Skipped(why) => {
                let _ = writeln!(text, "{:>27}{}", "", paint(self.colour, Hue::Quiet, why));
            }
            Outcome::Failed(failure) => {
                let _ = writeln!(text, "\n{}", failure_text(failure, self.colour));
            }
            Outcome::Broken(broken) => {
                let _ = writeln!(
                    text,
                    "\n{}: {}\n{}\n",
                    paint(self.colour, Hue::Bad, "error"),
                    broken.title,
                    broken.cause
                );
            }
        }
        for warning in &last.warnings {
            let _ = writeln!(text, "{}", self.warning(warning));
        }
        text
    }

    fn warning(self, finding: &Finding) -> String {
        format!(
            "{} {}: expected {}; {}",
            self.word(Hue::Doubtful, "warning"),
            finding.place,
            finding.expected,
            finding.actual
        )
    }

    fn line(self, hue: Hue, word: &str, case: &CaseResult) -> String {
        let group = if case.group.is_empty() {
            case.id.as_str()
        } else {
            case.group.as_str()
        };
        let tries = match case.tries.len() {
            0 | 1 => String::new(),
            more => format!(" (try {more})"),
        };
        format!(
            "{} {} {} › {}{tries}\n",
            self.word(hue, word),
            duration(case.took()),
            paint(self.colour, Hue::Quiet, group),
            case.name,
        )
    }

    /// A word at the right end of the first column. Padded before it is painted: colours have no width.
    fn word(self, hue: Hue, word: &str) -> String {
        let pad = " ".repeat(12usize.saturating_sub(word.chars().count()));
        format!("{pad}{}", paint(self.colour, hue, word))
    }
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "PASS",
        Verdict::Skipped => "SKIP",
        Verdict::Flaky => "FLAKY",
        Verdict::Failed => "FAIL",
        Verdict::Broken => "BROKEN",
    }
}
