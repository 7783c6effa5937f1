//! Scenario files: what is read, and what is said about mistakes.

use super::*;
use crate::source::Source;

fn wrong(text: &str) -> String {
    let source = Source::new("a.yaml", text);
    parse::<ScenarioFile>(&source)
        .expect_err("it is wrong")
        .to_string()
}

#[test]
fn every_form_is_read_with_its_place() {
    let text = "\
scenario: All forms
each:
  - { case: one, uri: 5 }
steps:
  - open: ${app}/
  - click: Sign in
  - click: { role: link, name: Sign in }
  - fill: { Username: alice, Password: 5 }
  - submit:
  - sign-out:
  - http: GET /x
    expect: { status: 400, header: { location: absent } }
  - expect:
      text: [one, { matches: two }]
      element: { role: alert }
      requests:
        - token
        - authorize: { scope: { contains: openid } }
";
    let source = Source::new("a.yaml", text);
    let file: ScenarioFile = parse(&source).unwrap();
    let shown = |span: std::ops::Range<usize>| text[span].to_owned();
    let steps: Vec<_> = file.steps.value.iter().map(|step| &step.value).collect();

    assert_eq!(
        shown(steps[0].open.as_ref().unwrap().span.clone()),
        "${app}/"
    );
    assert!(steps[4].submit.as_ref().unwrap().value.is_none());
    assert!(steps[5].sign_out.is_some());
    let fields = &steps[3].fill.as_ref().unwrap().value;
    assert_eq!(fields.names().collect::<Vec<_>>(), ["Username", "Password"]);
    assert_eq!(shown(fields.0[1].0.span.clone()), "Password");
    assert_eq!(fields.get("Password").unwrap().value, "5");
    let expect = &steps[7].expect.as_ref().unwrap().value;
    let texts: Vec<_> = expect
        .text
        .as_ref()
        .unwrap()
        .each()
        .map(|(_, span)| shown(span))
        .collect();
    assert_eq!(texts, ["one", "{"]);
    let element: Vec<_> = expect
        .element
        .as_ref()
        .unwrap()
        .each()
        .map(|(_, span)| shown(span))
        .collect();
    assert_eq!(element, ["{"]);
    assert_eq!(expect.requests.as_ref().unwrap().value.len(), 2);
    assert_eq!(
        file.each.unwrap().value[0].value.get("uri").unwrap().value,
        "5"
    );
}

#[test]
fn a_misspelt_step_is_told_with_the_nearest_name() {
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - open: /\n  - clik: Sign in\n"), @"
    error: unknown key `clik`
     --> a.yaml:4:5
      |
    4 |   - clik: Sign in
      |     ^^^^ did you mean `click`?
      |
      = note: known here: open, click, fill, select, press, submit, sign-in, sign-out, http, clock, rotate-key, go, use, with, needs, expect, set, within
    ");
}

#[test]
fn a_misspelt_expectation_is_told_with_the_nearest_name() {
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - expect: { texts: Sign in }\n"), @"
    error: unknown key `texts`
     --> a.yaml:3:15
      |
    3 |   - expect: { texts: Sign in }
      |               ^^^^^ did you mean `text`?
      |
      = note: known here: url, title, text, no-text, element, no-element, cookie, status, header, json, requests, id-token, no-secrets, signed-in, snapshot, within
    ");
}

#[test]
fn a_missing_key_a_wrong_type_and_broken_yaml_have_a_place() {
    insta::assert_snapshot!(wrong("steps:\n  - open: /\n"), @"
    error: the key `scenario` is missing
     --> a.yaml:1:1
      |
    1 | steps:
      | ^^^^^ `scenario` belongs here
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - click: [a]\n"), @"
    error: found sequence
     --> a.yaml:3:5
      |
    3 |   - click: [a]
      |     ^^^^^ expected a text or a map
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps: {\n"), @"
    error: expected a list
     --> a.yaml:2:8
      |
    2 | steps: {
      |        ^ not a list
    ");
    insta::assert_snapshot!(wrong("scenario: x\nscenario: y\n"), @"
    error: duplicate mapping key: scenario
     --> a.yaml:2:1
      |
    2 | scenario: y
      | ^^^^^^^^
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - within: soon\n"), @r#"
    error: found string "soon"
     --> a.yaml:3:5
      |
    3 |   - within: soon
      |     ^^^^^^ expected a length of time like 500ms, 61s, 1h 30m or 14d
    "#);
    insta::assert_snapshot!(wrong("scenario: x\nagent: chrome\nsteps: []\n"), @"
    error: unknown value `chrome`
     --> a.yaml:2:1
      |
    2 | agent: chrome
      | ^^^^^ no such value here
      |
      = note: known here: webdriver, embedded
    ");
}
