//! One expectation against the evidence of one moment.

use std::fmt::Write;

use serde_json::Value as Json;

use super::{
    compare::{Reading, fits},
    evidence::{CookieSeen, ElementSeen, Evidence},
    finding::{json_words, matcher_words, short, target_words},
    path, requests, secrets, snapshot,
};
use crate::{
    expectation::{CookieExpectation, ElementExpectation, Expectation, Matcher, What},
    result::{Finding, Severity},
};

/// What is wrong, in words.
#[derive(Debug, Default)]
pub(super) struct Wrong {
    pub(super) expected: String,
    pub(super) actual: String,
    pub(super) notes: Vec<String>,
    /// It could not be looked at, so nothing is proved.
    pub(super) unknown: bool,
}

impl Wrong {
    pub(super) fn new(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            actual: actual.into(),
            notes: Vec::new(),
            unknown: false,
        }
    }
}

/// Compares an expectation with the evidence; nothing when it holds. `clause` is what the scenario says it
/// rests on.
pub fn check(
    expectation: &Expectation<String>,
    evidence: &Evidence,
    clause: Option<&str>,
) -> Option<Finding> {
    let wrong = judge(&expectation.what, evidence)?;
    Some(Finding {
        severity: if wrong.unknown {
            Severity::Warning
        } else {
            Severity::Failure
        },
        clause: clause.map(str::to_owned),
        place: expectation.place.clone(),
        expected: wrong.expected,
        actual: wrong.actual,
        notes: wrong.notes,
    })
}

fn judge(what: &What<String>, evidence: &Evidence) -> Option<Wrong> {
    let page = &evidence.page;
    match what {
        What::Url(matcher) => {
            let url = evidence
                .answer
                .as_ref()
                .map_or(&page.url, |answer| &answer.url);
            value(
                "the address",
                matcher,
                Some(&url.as_str().into()),
                Reading::Address,
            )
        }
        What::Title(matcher) => value(
            "the title",
            matcher,
            Some(&page.title.as_str().into()),
            Reading::Whole,
        ),
        What::Text(matcher) => text(matcher, evidence, true),
        What::NoText(matcher) => text(matcher, evidence, false),
        What::Element(element) => self::element(element, evidence, true),
        What::NoElement(element) => self::element(element, evidence, false),
        What::Cookie(cookie) => self::cookie(cookie, evidence),
        What::Status(matcher) => status(matcher, evidence),
        What::Header { name, value } => header(name, value, evidence),
        What::Json { path, value } => json(path, value, evidence),
        What::Requests(expected) => requests::judge(expected, &evidence.requests),
        What::IdToken {
            claim,
            value: matcher,
        } => match evidence.id_token() {
            None => Some(Wrong::new(
                format!(
                    "the claim {claim} of the ID token {}",
                    matcher_words(matcher, Reading::Whole)
                ),
                "Logto has issued no ID token",
            )),
            Some(claims) => {
                let subject = format!("the claim {claim} of the ID token");
                value(
                    &subject,
                    matcher,
                    path::lookup(claims, claim),
                    Reading::Whole,
                )
            }
        },
        What::SignedOut(probe) => {
            let signed_in = probe.iter().all(|one| judge(&one.what, evidence).is_none());
            signed_in.then(|| {
                Wrong::new(
                    "no signed-in user",
                    format!("the app shows a signed-in user at {}", page.url),
                )
            })
        }
        What::NoSecrets(place) => secrets::judge(*place, evidence),
        What::Snapshot { of, name } => snapshot::judge(*of, name, evidence),
    }
}

fn value(
    subject: &str,
    matcher: &Matcher<String>,
    actual: Option<&Json>,
    reading: Reading,
) -> Option<Wrong> {
    (!fits(matcher, actual, reading)).then(|| {
        Wrong::new(
            format!("{subject} {}", matcher_words(matcher, reading)),
            match actual {
                Some(_) => format!("it is {}", json_words(actual)),
                None => "it is not there".to_owned(),
            },
        )
    })
}

fn text(matcher: &Matcher<String>, evidence: &Evidence, wanted: bool) -> Option<Wrong> {
    let (subject, text) = match &evidence.answer {
        Some(answer) => ("the answer", &answer.body),
        None => ("the page", &evidence.page.text),
    };
    let there = fits(matcher, Some(&text.as_str().into()), Reading::Part);
    if there == wanted {
        return None;
    }
    let words = matcher_words(matcher, Reading::Part);
    Some(if wanted {
        let actual = if text.trim().is_empty() {
            "it shows no text"
        } else {
            "no such text"
        };
        Wrong::new(format!("{subject} {words}"), actual)
    } else {
        Wrong::new(format!("{subject} not {words}"), "the text is there")
    })
}

fn element(
    expected: &ElementExpectation<String>,
    evidence: &Evidence,
    wanted: bool,
) -> Option<Wrong> {
    let text = |text: &str| Json::from(text);
    let suits = |seen: &&ElementSeen| {
        expected
            .text
            .as_ref()
            .is_none_or(|matcher| fits(matcher, Some(&text(&seen.text)), Reading::Part))
            && expected.value.as_ref().is_none_or(|matcher| {
                fits(
                    matcher,
                    seen.value.as_deref().map(text).as_ref(),
                    Reading::Whole,
                )
            })
    };
    let seen = evidence.elements(&expected.target);
    let count = seen.iter().filter(suits).count();
    let holds = match (wanted, expected.count) {
        (true, None) => count > 0,
        (true, Some(exactly)) => count == exactly,
        (false, _) => count == 0,
    };
    if holds {
        return None;
    }
    let mut words = target_words(&expected.target);
    if let Some(matcher) = &expected.text {
        let _ = write!(
            words,
            " with its text {}",
            matcher_words(matcher, Reading::Part)
        );
    }
    if let Some(matcher) = &expected.value {
        let _ = write!(
            words,
            " with its value {}",
            matcher_words(matcher, Reading::Whole)
        );
    }
    let mut wrong = Wrong::new(
        match (wanted, expected.count) {
            (true, None) => format!("{words} on the page"),
            (true, Some(exactly)) => format!("{exactly} times {words} on the page"),
            (false, _) => format!("no {words} on the page"),
        },
        match count {
            0 => "there is none".to_owned(),
            1 => "there is one".to_owned(),
            more => format!("there are {more}"),
        },
    );
    wrong.notes.extend(seen.iter().take(5).map(|seen| {
        let value = seen
            .value
            .as_ref()
            .map(|value| format!(" = {value:?}"))
            .unwrap_or_default();
        short(&format!("found {} {:?}{value}", seen.role, seen.name))
    }));
    Some(wrong)
}

fn cookie(expected: &CookieExpectation<String>, evidence: &Evidence) -> Option<Wrong> {
    let name = &expected.name;
    let seen = evidence.cookies.iter().find(|cookie| &cookie.name == name);
    let subject = format!("the cookie {name}");
    let actual = seen.map(|cookie| Json::from(cookie.value.as_str()));
    let mut wrong = value(&subject, &expected.value, actual.as_ref(), Reading::Whole)
        .or_else(|| seen.and_then(|cookie| attributes(expected, cookie, &subject)))?;
    let others: Vec<_> = evidence
        .cookies
        .iter()
        .map(|cookie| cookie.name.as_str())
        .collect();
    if seen.is_none() {
        wrong.notes.push(match others.as_slice() {
            [] => format!("no cookie belongs to {}", evidence.page.url),
            names => format!("cookies of {}: {}", evidence.page.url, names.join(", ")),
        });
    }
    Some(wrong)
}

fn attributes(
    expected: &CookieExpectation<String>,
    cookie: &CookieSeen,
    subject: &str,
) -> Option<Wrong> {
    let flag = |wanted: Option<bool>, is: bool, name: &str| {
        wanted.filter(|wanted| *wanted != is).map(|wanted| {
            let words = |yes: bool| if yes { "with" } else { "without" };
            Wrong::new(
                format!("{subject} {} {name}", words(wanted)),
                format!("it is {} {name}", words(is)),
            )
        })
    };
    let text = |wanted: Option<&String>, is: Option<&str>, name: &str| {
        let wanted = wanted?;
        let same = is.is_some_and(|is| is.eq_ignore_ascii_case(wanted));
        (!same).then(|| {
            let is = is.map_or_else(
                || format!("it has no {name}"),
                |is| format!("its {name} is {is}"),
            );
            Wrong::new(format!("{subject} with {name} {wanted}"), is)
        })
    };
    flag(expected.http_only, cookie.http_only, "HttpOnly")
        .or_else(|| flag(expected.secure, cookie.secure, "Secure"))
        .or_else(|| {
            text(
                expected.same_site.as_ref(),
                cookie.same_site.as_deref(),
                "SameSite",
            )
        })
        .or_else(|| text(expected.path.as_ref(), Some(&cookie.path), "Path"))
}

fn status(matcher: &Matcher<String>, evidence: &Evidence) -> Option<Wrong> {
    let (subject, status) = match &evidence.answer {
        Some(answer) => ("the status", Some(answer.status)),
        None => ("the page's status", evidence.page.status),
    };
    match status {
        Some(status) => value(subject, matcher, Some(&status.into()), Reading::Whole),
        None => Some(unknown(subject, matcher, evidence)),
    }
}

fn header(name: &str, matcher: &Matcher<String>, evidence: &Evidence) -> Option<Wrong> {
    let subject = format!("the header {name}");
    let headers = match &evidence.answer {
        Some(answer) => &answer.headers,
        None => match &evidence.page.headers {
            Some(headers) => headers,
            None => return Some(unknown(&subject, matcher, evidence)),
        },
    };
    let lines: Vec<&str> = headers
        .iter()
        .filter(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
        .collect();
    // Several lines of one name are one list (RFC 9110 section 5.3), but any of them may be meant.
    let joined = (!lines.is_empty()).then(|| Json::from(lines.join(", ")));
    let any_line = lines
        .iter()
        .any(|line| fits(matcher, Some(&(*line).into()), Reading::Whole));
    if any_line {
        None
    } else {
        value(&subject, matcher, joined.as_ref(), Reading::Whole)
    }
}

fn unknown(subject: &str, matcher: &Matcher<String>, evidence: &Evidence) -> Wrong {
    let mut wrong = Wrong::new(
        format!("{subject} {}", matcher_words(matcher, Reading::Whole)),
        format!(
            "not checked: the {} agent does not know it",
            evidence.page.agent
        ),
    );
    wrong
        .notes
        .push("an `http` step knows status and headers in every agent".to_owned());
    wrong.unknown = true;
    wrong
}

fn json(at: &str, matcher: &Matcher<String>, evidence: &Evidence) -> Option<Wrong> {
    let (subject, text) = match &evidence.answer {
        Some(answer) => ("answer", &answer.body),
        None => ("page", &evidence.page.text),
    };
    match serde_json::from_str::<Json>(text.trim()) {
        Ok(json) => {
            let member = path::lookup(&json, at);
            let mut wrong = value(
                &format!("{at} of the JSON"),
                matcher,
                member,
                Reading::Whole,
            )?;
            wrong
                .notes
                .push(format!("the {subject} is {}", short(&json.to_string())));
            Some(wrong)
        }
        Err(error) => {
            let mut wrong = Wrong::new(
                format!(
                    "{at} of the JSON {}",
                    matcher_words(matcher, Reading::Whole)
                ),
                format!("the {subject} is no JSON: {error}"),
            );
            wrong
                .notes
                .push(format!("the {subject} is {}", short(text.trim())));
            Some(wrong)
        }
    }
}
