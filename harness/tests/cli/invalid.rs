//! Files that are wrong: the place, the nearest valid name, exit code 2.

use super::suite::{LittleSuite, settings};

fn refused(scenario: &str) -> String {
    let suite = LittleSuite::new(&[("a/wrong", scenario)]);
    let ended = suite.run(&["run", "--agent", "embedded"]);
    assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
    assert_eq!(ended.out, "", "nothing is played");
    ended.err
}

#[test]
fn a_misspelt_step_is_shown_with_its_place_and_the_nearest_name() {
    let said = refused("scenario: x\nsteps:\n  - open: ${app}/\n  - clik: Sign in\n");
    insta::assert_snapshot!(said, @"
    error: unknown key `clik`
     --> scenarios/a/wrong.yaml:4:5
      |
    4 |   - clik: Sign in
      |     ^^^^ did you mean `click`?
      |
      = note: known here: open, click, fill, select, press, submit, sign-in, sign-out, http, clock, rotate-key, go, use, with, needs, expect, set, within
    ");
}

#[test]
fn a_misspelt_variable_is_shown_with_its_place_and_the_nearest_name() {
    insta::assert_snapshot!(refused("scenario: x\nsteps:\n  - open: ${ap}/\n"), @"
    error: unknown variable `ap`
     --> scenarios/a/wrong.yaml:3:11
      |
    3 |   - open: ${ap}/
      |           ^^^^^ did you mean `app`?
      |
      = note: known here: app, bin, client.backchannel-logout-uri, client.id, client.post-logout-redirect-uri, client.redirect-uri, client.secret, control, huggingface, logto, port, profile, root
    ");
}

#[test]
fn every_wrong_file_is_told_at_once() {
    let suite = LittleSuite::new(&[
        ("a/one", "scenario: x\nstep: []\n"),
        (
            "a/two",
            "scenario: x\nsteps:\n  - expect: { txt: Welcome }\n",
        ),
        ("fragments/three", "fragment: x\nsteps:\n  - clck: y\n"),
    ]);
    let ended = suite.run(&["check"]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.err, @"
    error: unknown key `step`
     --> scenarios/a/one.yaml:2:1
      |
    2 | step: []
      | ^^^^ did you mean `steps`?
      |
      = note: known here: scenario, why, tags, conforms, agent, apps, tenant, each, tamper, needs, steps, expect, verdict, severity, row, foundation, ladder

    error: unknown key `txt`
     --> scenarios/a/two.yaml:3:15
      |
    3 |   - expect: { txt: Welcome }
      |               ^^^ did you mean `text`?
      |
      = note: known here: url, title, text, no-text, element, no-element, cookie, status, header, json, requests, id-token, no-secrets, signed-in, snapshot, within

    error: unknown key `clck`
     --> scenarios/fragments/three.yaml:3:5
      |
    3 |   - clck: y
      |     ^^^^ did you mean `click`?
      |
      = note: known here: open, click, fill, select, press, submit, sign-in, sign-out, http, clock, rotate-key, go, use, with, needs, expect, set, within
    ");
}

#[test]
fn a_seed_that_contradicts_itself_is_refused() {
    let suite = LittleSuite::new(&[("a/fine", "scenario: x\nsteps:\n  - open: ${logto}/\n")]);
    suite.write("scenarios/tenant.yaml", "users:\n  alice: { passwrd: x }\n");
    let ended = suite.run(&["run", "--agent", "embedded"]);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    settings().bind(|| insta::assert_snapshot!(ended.err, @"
    error: unknown field `passwrd`, expected one of username, password, primaryEmail, primaryPhone, name, avatar, customData, profile, identities, isSuspended, roles
     --> scenarios/tenant.yaml:2:12
      |
    2 |   alice: { passwrd: x }
      |            ^^^^^^^
      = help: did you mean `password`?
    "));
}

#[test]
fn a_scenario_that_is_not_there_is_told() {
    let suite = LittleSuite::new(&[("a/sign-in", "scenario: x\nsteps:\n  - open: ${logto}/\n")]);
    for (asked, said) in [
        ("nothing.yaml", "no such file: nothing.yaml"),
        ("sing-in", "did you mean `sign-in`?"),
    ] {
        let ended = suite.run(&["list", asked]);
        assert_eq!(ended.code, Some(2));
        assert!(ended.err.contains(said), "{}", ended.err);
    }
    let ended = suite.run(&["list", "--app", "shp"]);
    assert!(ended.err.contains("did you mean `shop`?"), "{}", ended.err);
}

#[test]
fn a_misspelt_parameter_is_refused_because_its_absence_would_always_hold() {
    let said = refused(
        "scenario: x\nsteps:\n  - open: ${app}/\nexpect:\n  requests: [authorize: { staet: absent }]\n",
    );
    insta::assert_snapshot!(said, @r"
    error: unknown parameter `staet`
     --> scenarios/a/wrong.yaml:5:27
      |
    5 |   requests: [authorize: { staet: absent }]
      |                           ^^^^^ did you mean `state`?
      |
      = note: beside parameters: provider, client, status, error, times, at-most
    ");
}

#[test]
fn check_reads_every_profile() {
    let suite = LittleSuite::new(&[("a/fine", "scenario: x\nsteps:\n  - open: ${logto}/\n")]);
    suite.write(
        "scenarios/apps/bad.yaml",
        "app: bad\nsing-in: { click: Sign in }\n",
    );
    let ended = suite.run(&["check", "--app", "shop"]);
    assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
    assert!(ended.err.contains("unknown key `sing-in`"), "{}", ended.err);
    assert!(
        ended.err.contains("scenarios/apps/bad.yaml:2:1"),
        "{}",
        ended.err
    );
}
