use std::{collections::BTreeMap, path::PathBuf};

use serde_json::json;

use super::*;
use crate::{
    plan::{Case, Plan, Selection, Suite, Variables},
    scenario::{ProfileFile, parse},
    source::Source,
};

const PROFILE: &str = "\
app: shop
start: { command: [shop] }
ready: { http: / }
redirect-uri: /callback
backchannel-logout-uri: /bye
sign-in: { click: Sign in }
sign-out: { click: Sign out }
signed-in: { text: Sign out }
ways:
  next: { open: \"${app}/in?next=${next|url}\" }
";

fn parsed<T: serde::de::DeserializeOwned>(id: &str, text: &str) -> Parsed<T> {
    let source = Source::new(format!("{id}.yaml"), text);
    let file = parse(&source).unwrap_or_else(|mistake| panic!("{mistake}"));
    Parsed {
        source,
        id: id.to_owned(),
        path: PathBuf::from(format!("{id}.yaml")),
        file,
    }
}

fn planned(scenario: &str) -> Result<Vec<Case>, String> {
    let tenant_source = Source::new(
        "tenant.yaml",
        "users: { nobody: {}, alice: { password: wonderland } }\n",
    );
    let suite = Suite {
        scenarios: vec![parsed::<ScenarioFile>("conformance/basic/a", scenario)],
        fragments: BTreeMap::new(),
        profile: parsed::<ProfileFile>("apps/shop", PROFILE),
        tenant: Suite::seed(&tenant_source).unwrap(),
        tenant_source,
        root: PathBuf::new(),
    };
    Plan::new(&suite, &Selection::default())
        .map(|plan| plan.cases)
        .map_err(|wrong| wrong[0].to_string())
}

fn trial(scenario: &str) -> Trial {
    let mut cases = planned(scenario).unwrap_or_else(|wrong| panic!("{wrong}"));
    *cases.remove(0).trial.unwrap()
}

const STEPS: &str = "steps:\n  - sign-in: alice\n";

#[test]
fn a_word_says_how_the_app_must_take_it() {
    for (name, wanted) in Wanted::ALL {
        let text = format!("scenario: x\n{STEPS}expect: {name}\n");
        assert_eq!(trial(&text).wanted, Some(wanted));
        let text = format!("scenario: x\n{STEPS}verdict: {name}\nexpect: {{ text: Bye }}\n");
        let trial = trial(&text);
        assert_eq!(trial.wanted, Some(wanted));
        assert_eq!(trial.expected.unwrap().all.len(), 1);
    }
}

#[test]
fn rows_of_a_table_may_differ_in_numbers_names_and_verdicts() {
    let text = format!(
        "scenario: x\neach:\n  - {{ claim: exp, add: -30, verdict: either }}\n  - {{ claim: nbf, add: 600, verdict: rejected }}\n\
         tamper: {{ id-token: {{ \"${{claim}}\": {{ add: \"${{add}}\" }}, x: {{ set: \"a ${{add}}\" }} }} }}\n{STEPS}verdict: \"${{verdict}}\"\n"
    );
    let cases = planned(&text).unwrap();
    let of = |case: &Case| {
        let trial = case.trial.clone().unwrap();
        let changes = trial.tamper.unwrap().changes;
        let rendered = changes
            .try_map(&mut |text: &Template| text.render(&Variables::new()))
            .unwrap();
        (rendered.json(), trial.wanted.unwrap())
    };
    let expected = json!({ "id-token": { "exp": { "add": -30 }, "x": { "set": "a -30" } } });
    assert_eq!(of(&cases[0]), (expected, Wanted::Either));
    let expected = json!({ "id-token": { "nbf": { "add": 600 }, "x": { "set": "a 600" } } });
    assert_eq!(of(&cases[1]), (expected, Wanted::Rejected));
}

#[test]
fn the_control_run_is_the_same_steps_or_a_plain_sign_in() {
    let tamper = "tamper: { id-token: { nonce: { append: x } } }\n";
    let with = trial(&format!("scenario: x\n{tamper}{STEPS}expect: rejected\n"));
    assert_eq!(with.control, ControlRun::SameSteps);
    let without = trial("scenario: x\nsteps:\n  - open: ${app}/\nexpect: { text: Bye }\n");
    let ControlRun::SignIn(steps) = without.control else {
        panic!("the steps are an attack")
    };
    let Verb::SignIn(sign_in) = &steps[0].verb else {
        panic!("no sign-in")
    };
    assert_eq!(
        sign_in.user.constant().as_deref(),
        Some("alice"),
        "the first user with a password"
    );
}

#[test]
fn what_the_profile_does_not_tell_makes_a_row_not_applicable() {
    let missing = |text: &str| trial(text).missing;
    let way = "scenario: x\nsteps:\n  - go: refresh\nexpect: accepted\n";
    assert_eq!(
        missing(way).as_deref(),
        Some("the profile of shop tells no way `refresh`")
    );
    let needs = |needs: &str| {
        missing(&format!(
            "scenario: x\nneeds: {{ application: {{ {needs} }} }}\n{STEPS}expect: accepted\n"
        ))
    };
    assert_eq!(needs("backchannelLogoutUri: present"), None);
    assert_eq!(
        needs("backchannelLogoutUri: absent").as_deref(),
        Some("the app is registered with backchannelLogoutUri")
    );
    assert_eq!(
        needs("isThirdParty: present").as_deref(),
        Some("the app is registered without isThirdParty")
    );
}

#[test]
fn a_way_takes_inputs() {
    let text = "scenario: x\nsteps:\n  - go: next\n    with: { next: \"https://evil.example/\" }\nexpect: either\n";
    let case = planned(text).unwrap().remove(0);
    let Verb::Open(url) = &case.steps[0].verb else {
        panic!("it opens an address")
    };
    let variables = Variables::from([("app".to_owned(), "http://a".to_owned())]);
    assert_eq!(
        url.render(&variables).unwrap(),
        "http://a/in?next=https%3A%2F%2Fevil.example%2F"
    );
}

#[test]
fn needs_are_one_request_or_several() {
    let count = |needs: &str| {
        let text = format!("scenario: x\nneeds: {needs}\n{STEPS}expect: accepted\n");
        trial(&text).needs.len()
    };
    assert_eq!(count("userinfo"), 1);
    assert_eq!(count("[discovery, jwks]"), 2);
    assert_eq!(
        count("{ authorize: { nonce: present }, token: { code_verifier: present } }"),
        2
    );
}

#[test]
fn mistakes_are_told_with_their_place() {
    let wrong = |text: &str| planned(text).unwrap_err();
    let all = [
        format!("scenario: x\n{STEPS}expect: refused\n"),
        format!("scenario: x\n{STEPS}expect: either\nverdict: either\n"),
        format!(
            "scenario: x\ntamper: {{ jwks: {{ \"${{x}}\": {{ remove: true }} }} }}\n{STEPS}expect: either\n"
        ),
        format!("scenario: x\ntamper: {{ jwks: {{ x: {{ remove: true }} }} }}\n{STEPS}"),
    ];
    insta::assert_snapshot!(all.map(|text| wrong(&text)).join("\n\n"));
}
