//! The verdict of a trial: evidence of a run under a provider that does wrong → what is proved.

use super::{
    wire::{Use, uses},
    wrongs::wrongs,
};
use crate::{
    expectation::Wanted,
    result::{Control, Exchange, Finding, Oracle, Severity, Standing},
    source::Place,
};

/// What is asked of the app.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// How it must take it, where one word says it.
    pub wanted: Option<Wanted>,
    /// Whether it is only warned.
    pub lenient: bool,
    /// Whether the provider does wrong; else the steps themselves are the attack.
    pub tampers: bool,
    /// The clause.
    pub clause: Option<&'a str>,
    /// Where the verdict is asked for.
    pub place: &'a Place,
}

/// What there was to see.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Why the app could not be used at all while the provider did wrong.
    pub not_started: Option<String>,
    /// What the steps need and the app has not.
    pub unmet: Option<String>,
    /// The first step that could not be done, or whose expectation did not hold.
    pub stumble: Option<String>,
    /// Pages that the user saw, and their status where it is known.
    pub pages: Vec<(String, Option<u16>)>,
    /// Whether the last page is empty.
    pub blank: bool,
    /// Whether the app shows a signed-in user; nothing where its home page could not be opened.
    pub signed_in: Option<bool>,
    /// Whether it shows what its profile tells of errors; nothing where that tells nothing.
    pub error_shown: Option<bool>,
    /// How the app ended by itself.
    pub ended: Option<String>,
    /// What the provider saw.
    pub requests: Vec<Exchange>,
    /// Expectations of the scenario that did not hold.
    pub findings: Vec<Finding>,
    /// What the expectations that did hold could not look at.
    pub warnings: Vec<Finding>,
}

impl Seen {
    /// Whether the app is up and nothing of it failed in a way that nobody foresaw.
    pub fn stands(&self) -> bool {
        self.ended.is_none() && server_errors(self).next().is_none()
    }
}

/// What is proved.
#[derive(Clone, Debug, PartialEq)]
pub struct Proved {
    /// The verdict.
    pub standing: Standing,
    /// Why, in one line.
    pub reason: String,
    /// What the app shows.
    pub app: Oracle,
    /// What the provider saw of it.
    pub wire: Oracle,
    /// What the app says.
    pub said: Oracle,
    /// What is wrong, each with its weight.
    pub findings: Vec<Finding>,
}

/// Judges a trial whose control run signed in.
pub fn judge_trial(question: &Question<'_>, seen: &Seen) -> Proved {
    let poisoned = poisons(&seen.requests);
    let uses = uses(&seen.requests);
    let app = app_oracle(question, seen);
    let wire = wire_oracle(question, &uses);
    let said = match seen.error_shown {
        None => Oracle::silent("the profile does not tell how errors look"),
        Some(true) => Oracle::says(true, "it shows an error"),
        Some(false) => Oracle::silent("it shows no error that the profile knows"),
    };
    let mut proved = Proved {
        standing: Standing::Pass,
        reason: String::new(),
        app,
        wire,
        said,
        findings: Vec::new(),
    };
    if question.tampers && poisoned.is_empty() {
        // Who has not been lied to does not fall over a lie: something else is wrong, and nothing is proved.
        let fell = seen.not_started.as_deref().map(first_line);
        (proved.standing, proved.reason) = match fell.or(seen.ended.as_deref()) {
            Some(cause) => (
                Standing::Inconclusive,
                format!("the app fell before anything was tampered with: {cause}"),
            ),
            None => (
                Standing::NotApplicable,
                "the app never asked for what is tampered with".to_owned(),
            ),
        };
        return proved;
    }
    let mut findings = wrongs(question, seen, &uses);
    findings.extend(seen.findings.iter().cloned());
    if question.lenient {
        for finding in &mut findings {
            finding.severity = Severity::Warning;
        }
    }
    let worst = |severity| findings.iter().find(|finding| finding.severity == severity);
    (proved.standing, proved.reason) = match (worst(Severity::Failure), worst(Severity::Warning)) {
        (Some(finding), _) => (Standing::Fail, finding.actual.clone()),
        (None, Some(finding)) => (Standing::Warn, finding.actual.clone()),
        (None, None) => (Standing::Pass, good(question, seen)),
    };
    proved.findings = findings;
    proved
}

/// What was poisoned, in words.
pub fn poisons(seen: &[Exchange]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for mark in seen.iter().flat_map(|one| &one.tampered) {
        let words = format!("{} {} {}", mark.artefact, mark.field, mark.operation);
        if !all.contains(&words) {
            all.push(words);
        }
    }
    all
}

fn good(question: &Question<'_>, seen: &Seen) -> String {
    let word = match (question.wanted, seen.signed_in) {
        (Some(Wanted::Rejected), _) => "it refused",
        (Some(Wanted::Discarded), _) => "it used nothing of it",
        (Some(Wanted::Accepted), _) => "it signed in",
        (Some(Wanted::Either), Some(true)) => "it signed in, and stayed whole",
        (Some(Wanted::Either), _) => "it refused, and stayed whole",
        (None, _) => "as expected",
    };
    match &seen.not_started {
        Some(_) => format!("{word}: it did not even start"),
        None => word.to_owned(),
    }
}

/// Pages of the app that failed in a way that nobody foresaw.
pub(super) fn server_errors(seen: &Seen) -> impl Iterator<Item = (&str, u16)> {
    // 502, 503 and 504 say that somebody else is to blame, which is true here (RFC 9110 section 15.6.3).
    seen.pages
        .iter()
        .filter_map(|(url, status)| Some((url.as_str(), (*status)?)))
        .filter(|(_, status)| *status >= 500 && !(502..=504).contains(status))
}

fn app_oracle(question: &Question<'_>, seen: &Seen) -> Oracle {
    if let Some(cause) = &seen.not_started {
        let content = question.wanted != Some(Wanted::Accepted);
        return Oracle::says(content, format!("it did not start: {}", first_line(cause)));
    }
    if let Some(ended) = &seen.ended {
        return Oracle::says(false, format!("it ended: {ended}"));
    }
    if let Some((url, status)) = server_errors(seen).next() {
        return Oracle::says(false, format!("{url} answered {status}"));
    }
    let words = match seen.signed_in {
        Some(true) => "it shows a signed-in user",
        Some(false) => "it shows nobody signed in",
        None => "its home page could not be opened",
    };
    let content = match (question.wanted, seen.signed_in) {
        (Some(Wanted::Rejected), Some(signed_in)) => !signed_in,
        (Some(Wanted::Accepted), signed_in) => signed_in == Some(true),
        (Some(Wanted::Discarded | Wanted::Either) | None, Some(_)) => true,
        (Some(Wanted::Rejected | Wanted::Discarded | Wanted::Either) | None, None) => false,
    };
    let words = if seen.blank {
        format!("{words}; the page is empty")
    } else {
        words.to_owned()
    };
    Oracle::says(content, words)
}

fn wire_oracle(question: &Question<'_>, uses: &[Use<'_>]) -> Oracle {
    let judges = match question.wanted {
        Some(Wanted::Rejected | Wanted::Discarded) => question.tampers,
        Some(Wanted::Accepted | Wanted::Either) | None => false,
    };
    match (judges, uses.first()) {
        (false, _) => Oracle::silent("nothing is forbidden on the wire"),
        (true, None) => Oracle::says(true, "nothing poisoned was used"),
        (true, Some(Use { mark, by })) => Oracle::says(
            false,
            format!(
                "request #{} ({}) uses the poisoned {}",
                by.seq, by.endpoint, mark.artefact
            ),
        ),
    }
}

pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// A verdict without a trial: the control run did not sign in, or what is needed was not there.
pub fn unproved(standing: Standing, reason: impl Into<String>) -> Proved {
    Proved {
        standing,
        reason: reason.into(),
        app: Oracle::silent("not played"),
        wire: Oracle::silent("not played"),
        said: Oracle::silent("not played"),
        findings: Vec::new(),
    }
}

/// Whether a control run signed in: it must have redeemed a code.
pub fn control_says(requests: &[Exchange], failure: Option<String>, signed_in: bool) -> Control {
    let redeemed = requests.iter().any(|one| {
        one.endpoint == "token"
            && one.provider == "logto"
            && one.status == 200
            && one.param("grant_type") == Some("authorization_code")
    });
    let saw = match (&failure, redeemed, signed_in) {
        (Some(failure), _, _) => failure.clone(),
        (None, false, _) => "no code was redeemed".to_owned(),
        (None, true, false) => "the app shows nobody signed in".to_owned(),
        (None, true, true) => "signed in, as it should".to_owned(),
    };
    Control {
        signed_in: failure.is_none() && redeemed && signed_in,
        saw,
        took: std::time::Duration::ZERO,
    }
}

#[cfg(test)]
mod tests;
