//! Results in, reports out.

use std::time::Duration;

use super::*;
use crate::{
    result::{
        AnswerSeen, Broken, CaseResult, Event, Evidence, Exchange, Failure, Finding, Outcome,
        PageSeen, Problem, Redactions, RunResult, Secret, Severity, Try,
    },
    source::{Paint, Place, Source},
};

fn place(needle: &str) -> Place {
    let text = "scenario: Sign in\nsteps:\n  - click: Sign in\n  - expect: { text: Welcome }\n";
    let source = Source::new("scenarios/sign-in/a.yaml", text);
    let at = text.find(needle).unwrap();
    Place::new(&source, at..at + needle.len())
}

fn one_try(outcome: Outcome) -> Try {
    Try {
        took: Duration::from_millis(412),
        outcome,
        warnings: Vec::new(),
        judgement: None,
    }
}

fn failure() -> Outcome {
    let secret = Secret {
        kind: "authorization-code".into(),
        value: "s3cr3t-c0de".into(),
    };
    Outcome::Failed(Box::new(Failure {
        title: "expected the page to contain \"Welcome\"".into(),
        place: place("expect"),
        through: Vec::new(),
        findings: vec![Finding {
            severity: Severity::Failure,
            clause: Some("RFC6749#4.1.2".into()),
            place: place("Welcome"),
            expected: "the page to contain \"Welcome\"".into(),
            actual: "no such text".into(),
            notes: Vec::new(),
        }],
        evidence: Evidence {
            page: Some(PageSeen {
                url: "http://127.0.0.1:4000/callback?code=s3cr3t-c0de".into(),
                title: "Sign-in failed".into(),
                text: "Sign-in failed\n\nBack to home".into(),
            }),
            answer: Some(AnswerSeen {
                status: 400,
                headers: vec![("content-type".into(), "application/json".into())],
                body: "{\"error\":\"invalid_grant\"}".into(),
                curl: "curl -i 'http://localhost:3001/oidc/token'".into(),
            }),
            screenshot: Some("target/harness/sign-in-a.png".into()),
            logs: vec![(
                "app".into(),
                vec!["listening".into(), "code s3cr3t-c0de refused".into()],
            )],
            requests: vec![Exchange {
                seq: 7,
                provider: "logto".into(),
                endpoint: "token".into(),
                method: "POST".into(),
                path: "/oidc/token".into(),
                params: vec![("code".into(), "s3cr3t-c0de".into())],
                status: 400,
                problem: Some(Problem {
                    error: "invalid_grant".into(),
                    description: "grant request is invalid".into(),
                    reason: "the code has expired 1 s ago".into(),
                }),
                ..Exchange::default()
            }],
            redactions: Redactions::new([secret]),
        },
    }))
}

fn case(name: &str, tries: Vec<Try>) -> CaseResult {
    CaseResult {
        id: "sign-in/a".into(),
        name: name.into(),
        group: "sign-in".into(),
        place: place("Sign in"),
        tags: vec!["smoke".into()],
        conforms: Vec::new(),
        tries,
    }
}

fn result() -> RunResult {
    RunResult {
        app: "sample-app".into(),
        agent: "chrome-headless-shell 156.0".into(),
        cases: vec![
            case("Sign in with a password", vec![one_try(Outcome::Passed)]),
            case("Sign in", vec![one_try(failure())]),
            case(
                "Now and then",
                vec![one_try(failure()), one_try(Outcome::Passed)],
            ),
            case(
                "Passkey",
                vec![one_try(Outcome::Skipped(
                    "not for the embedded agent".into(),
                ))],
            ),
        ],
        started: "2026-11-23T00:00:00Z".into(),
        took: Duration::from_millis(2_345),
        planned: 4,
        interrupted: false,
    }
}

#[test]
fn the_human_report_reads_like_nextest() {
    let human = Human::new(Paint::Plain);
    let mut text = human.event(&Event::Started {
        cases: 4,
        workers: 2,
        agent: "chrome-headless-shell 156.0".into(),
        app: "sample-app".into(),
        note: None,
    });
    let result = result();
    for case in &result.cases {
        text.push_str(&human.event(&Event::Finished { case: case.clone() }));
    }
    text.push_str(&human.summary(&result));
    insta::assert_snapshot!(text);
}

#[test]
fn a_broken_environment_and_an_interrupt_are_told() {
    let human = Human::new(Paint::Plain);
    let broken = Broken {
        title: "the browser failed".into(),
        cause: "no session".into(),
        invalid: false,
    };
    let mut result = result();
    result.cases = vec![case("Sign in", vec![one_try(Outcome::Broken(broken))])];
    result.interrupted = true;
    let text = format!(
        "{}{}",
        human.event(&Event::Finished {
            case: result.cases[0].clone()
        }),
        human.summary(&result)
    );
    insta::assert_snapshot!(text, @"
          BROKEN [   0.412s] sign-in › Sign in

    error: the browser failed
    no session

    ────────────
          BROKEN [   0.412s] sign-in › Sign in
         Summary [   2.345s] 1 scenario run: 0 passed, 1 broken, 3 not run
                 agent: chrome-headless-shell 156.0
    ");
}

#[test]
fn colours_are_added_for_a_terminal_only() {
    let event = Event::Finished {
        case: case("Sign in", vec![one_try(Outcome::Passed)]),
    };
    assert!(
        Human::new(Paint::Colour)
            .event(&event)
            .contains("\u{1b}[32;1mPASS\u{1b}[0m")
    );
    assert!(!Human::new(Paint::Plain).event(&event).contains('\u{1b}'));
}

#[test]
fn junit_has_failures_reruns_and_skips() {
    let report = junit(&result()).unwrap();
    insta::assert_snapshot!(report);
}

#[test]
fn json_holds_the_tree_without_secrets() {
    let report = json(&result());
    assert!(!report.contains("s3cr3t-c0de"));
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    insta::assert_json_snapshot!(report["cases"][1]);
}
