//! The verdict of a trial: evidence of a run under a provider that does wrong → what is proved.

use super::wire::{Use, uses};
use crate::{
    expectation::{Foundation, Wanted},
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
        proved.standing = Standing::NotApplicable;
        proved.reason = "the app never asked for what is tampered with".to_owned();
        return proved;
    }
    let mut findings: Vec<Finding> = wrongs(question, seen, &uses);
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

fn server_errors(seen: &Seen) -> impl Iterator<Item = (&str, u16)> {
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

/// Everything that is wrong.
fn wrongs(question: &Question<'_>, seen: &Seen, uses: &[Use<'_>]) -> Vec<Finding> {
    let mut all = Vec::new();
    let mut wrong = |severity, expected: &str, actual: String, notes: Vec<String>| {
        all.push(Finding {
            severity,
            clause: question.clause.map(str::to_owned),
            place: question.place.clone(),
            expected: expected.to_owned(),
            actual,
            notes,
        });
    };
    let stumbled: Vec<String> = seen.stumble.iter().cloned().collect();
    if let Some(ended) = &seen.ended {
        let actual = format!("it ended: {ended}");
        wrong(
            Severity::Failure,
            "the app to stay up",
            actual,
            stumbled.clone(),
        );
    }
    if let Some(cause) = &seen.not_started {
        let severity = match question.wanted {
            Some(Wanted::Accepted) => Severity::Failure,
            Some(Wanted::Either) | None => Severity::Warning,
            // Who does not run uses nothing.
            Some(Wanted::Rejected | Wanted::Discarded) => return all,
        };
        wrong(
            severity,
            "the app to start",
            first_line(cause).to_owned(),
            Vec::new(),
        );
        return all;
    }
    let forbidden = matches!(question.wanted, Some(Wanted::Rejected | Wanted::Discarded));
    if forbidden && question.tampers {
        for one in uses.iter().take(1) {
            let actual = format!(
                "request #{} ({} {}) uses it",
                one.by.seq, one.by.method, one.by.path
            );
            let expected = format!(
                "the app to use nothing of the poisoned {}",
                one.mark.artefact
            );
            wrong(
                Severity::Failure,
                &expected,
                actual,
                changes(&seen.requests),
            );
        }
    }
    match (question.wanted, seen.signed_in) {
        (Some(Wanted::Rejected), Some(true)) => wrong(
            Severity::Failure,
            "the app to sign nobody in",
            "it signed in all the same".to_owned(),
            changes(&seen.requests),
        ),
        (Some(Wanted::Accepted), Some(false)) => wrong(
            Severity::Failure,
            "the app to sign in",
            "it signed nobody in".to_owned(),
            changes(&seen.requests)
                .into_iter()
                .chain(stumbled)
                .collect(),
        ),
        (Some(Wanted::Accepted), Some(true)) if seen.stumble.is_some() => wrong(
            Severity::Failure,
            "every step to succeed",
            seen.stumble.clone().unwrap_or_default(),
            changes(&seen.requests),
        ),
        (Some(_), None) => wrong(
            Severity::Failure,
            "a page of the app",
            "its home page could not be opened".to_owned(),
            stumbled,
        ),
        (None, _) if seen.stumble.is_some() && !question.tampers => wrong(
            Severity::Failure,
            "every step to succeed",
            seen.stumble.clone().unwrap_or_default(),
            Vec::new(),
        ),
        (Some(_) | None, _) => {}
    }
    for (url, status) in server_errors(seen).take(1) {
        let actual = format!("{url} answered {status}");
        wrong(
            Severity::Warning,
            "an error that the app has foreseen",
            actual,
            changes(&seen.requests),
        );
    }
    if seen.blank && seen.findings.is_empty() {
        let actual = "the page is empty".to_owned();
        wrong(
            Severity::Warning,
            "the user to be told something",
            actual,
            Vec::new(),
        );
    }
    all
}

/// What was changed, for the reader.
fn changes(seen: &[Exchange]) -> Vec<String> {
    let value = |value: &Option<serde_json::Value>| {
        value
            .as_ref()
            .map_or_else(|| "nothing".to_owned(), ToString::to_string)
    };
    seen.iter()
        .flat_map(|one| one.tampered.iter().map(move |mark| (one.seq, mark)))
        .take(4)
        .map(|(seq, mark)| {
            format!(
                "request #{seq}: {} {} was {}, {} made it {}",
                mark.artefact,
                mark.field,
                super::finding::short(&value(&mark.before)),
                mark.operation,
                super::finding::short(&value(&mark.after)),
            )
        })
        .collect()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// What the OpenID Foundation's suite would have concluded: it sees the wire and nothing else, and takes five
/// seconds of silence for a refusal.
pub fn foundation_says(
    foundation: Option<Foundation>,
    control: &[Exchange],
    seen: &Seen,
) -> String {
    // After an answer at the redirection endpoint it waits for the token request, else for userinfo.
    let front = seen.requests.iter().flat_map(|one| &one.tampered);
    let front = front
        .clone()
        .any(|mark| mark.artefact == "authorization-response");
    let asks = |requests: &[Exchange]| {
        requests.iter().any(|one| {
            let awaited = one.endpoint == "userinfo" || (front && one.endpoint == "token");
            awaited && one.provider == "logto"
        })
    };
    let after = seen
        .requests
        .iter()
        .position(|one| !one.tampered.is_empty());
    let later = after.map_or(&[][..], |at| {
        seen.requests.get(at + 1..).unwrap_or_default()
    });
    match foundation {
        None => "it has no module for this".to_owned(),
        Some(Foundation::Flow) if asks(&seen.requests) => "PASSED: the userinfo request came".to_owned(),
        Some(Foundation::Flow) => {
            "never finished: it waits for a userinfo request, and this app sent none".to_owned()
        }
        Some(Foundation::Silence | Foundation::Skippable) if asks(later) => {
            if foundation == Some(Foundation::Skippable) {
                "SKIPPED: over TLS a token from the token endpoint need not be checked".to_owned()
            } else {
                "FAILED: the app went on with what it should have refused".to_owned()
            }
        }
        Some(Foundation::Silence | Foundation::Skippable) if asks(control) => {
            "PASSED: five seconds of silence".to_owned()
        }
        Some(Foundation::Silence | Foundation::Skippable) => {
            "PASSED, which proves nothing: five seconds of silence, and this app is silent when all is well too"
                .to_owned()
        }
        Some(Foundation::Either) => "PASSED or SKIPPED, whatever the app does".to_owned(),
        Some(Foundation::Call) if seen.requests.is_empty() => "never finished: no request came".to_owned(),
        Some(Foundation::Call) => "PASSED: the request came; what the app makes of it is not seen".to_owned(),
        Some(Foundation::Status) => {
            "it goes by the status of the app's answer, and does not look whether the session has ended".to_owned()
        }
    }
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
