//! Plans: scenario files in, cases or diagnostics out.

use std::{collections::BTreeMap, path::PathBuf};

use super::*;
use crate::{
    expectation::{Matcher, Value, What},
    scenario::{FragmentFile, Parsed, ProfileFile, ScenarioFile, parse},
    source::Source,
};

const PROFILE: &str = "\
app: shop
start: { command: [\"${bin}/shop\"], env: { PORT: \"${port}\", ID: \"${client.id}\" } }
ready: { http: /health }
redirect-uri: /callback
post-logout-redirect-uri: /
sign-in: { click: Sign in }
sign-out: { click: Sign out }
signed-in: { text: Sign out }
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

fn suite(scenario: &str, fragments: &[(&str, &str)]) -> Suite {
    let tenant_source = Source::new(
        "tenant.yaml",
        "users: { alice: { password: wonderland } }\n",
    );
    let fragment = |&(name, text): &(&str, &str)| {
        (
            name.to_owned(),
            parsed::<FragmentFile>(&format!("fragments/{name}"), text),
        )
    };
    Suite {
        scenarios: vec![parsed::<ScenarioFile>("sign-in/a", scenario)],
        fragments: fragments.iter().map(fragment).collect::<BTreeMap<_, _>>(),
        profile: parsed::<ProfileFile>("apps/shop", PROFILE),
        tenant: Suite::seed(&tenant_source).unwrap(),
        tenant_source,
        root: PathBuf::new(),
    }
}

fn plan(scenario: &str, fragments: &[(&str, &str)]) -> Vec<Case> {
    let plan = Plan::new(&suite(scenario, fragments), &Selection::default());
    plan.unwrap_or_else(|wrong| panic!("{}", wrong[0])).cases
}

fn wrong(scenario: &str, fragments: &[(&str, &str)]) -> String {
    let plan = Plan::new(&suite(scenario, fragments), &Selection::default());
    let wrong = plan.expect_err("it is wrong");
    wrong
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn variables() -> Variables {
    let all = [
        ("app", "http://a"),
        ("logto", "http://l"),
        ("second", "http://b"),
        ("port", "80"),
    ];
    all.into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn opened(case: &Case) -> Vec<String> {
    case.steps
        .iter()
        .filter_map(|step| {
            let Verb::Open(url) = &step.verb else {
                return None;
            };
            Some(url.render(&variables()).unwrap())
        })
        .collect()
}

#[test]
fn a_table_becomes_one_case_for_each_row() {
    let cases = plan(
        "\
scenario: Table
each:
  - { case: slash, uri: \"${app}/callback/\" }
  - { uri: plain }
steps:
  - open: ${logto}/auth?redirect_uri=${uri|url}
",
        &[],
    );
    let titles: Vec<_> = cases.iter().map(Case::title).collect();
    assert_eq!(titles, ["Table › slash", "Table › plain"]);
    assert_eq!(
        opened(&cases[0]),
        ["http://l/auth?redirect_uri=http%3A%2F%2Fa%2Fcallback%2F"]
    );
    assert_eq!(opened(&cases[1]), ["http://l/auth?redirect_uri=plain"]);
}

#[test]
fn fragments_are_unfolded_with_their_inputs() {
    let outer = "\
fragment: Outer
inputs: { where: home }
steps:
  - use: inner
    with: { path: \"${where}/x\" }
";
    let inner = "fragment: Inner\ninputs: { path: }\nsteps:\n  - open: ${app}/${path}\n";
    let cases = plan(
        "\
scenario: Nested
steps:
  - use: outer
  - use: outer
    with: { where: \"${port}\" }
",
        &[("outer", outer), ("inner", inner)],
    );
    assert_eq!(opened(&cases[0]), ["http://a/home/x", "http://a/80/x"]);
    let through: Vec<_> = cases[0].steps[1]
        .through
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        through,
        ["sign-in/a.yaml:4:10", "fragments/outer.yaml:4:10"]
    );
}

#[test]
fn a_further_instance_has_variables_and_a_profile_of_its_own() {
    let cases = plan(
        "scenario: Two\napps: [second]\nsteps:\n  - sign-out: { app: second }\n  - open: ${second}/\n",
        &[],
    );
    let [app, second] = cases[0].apps.as_slice() else {
        panic!("two instances")
    };
    let mut own = variables();
    own.insert("second.port".into(), "81".into());
    own.insert("second.client.id".into(), "second".into());
    own.insert("second.client.secret".into(), "s".into());
    own.insert("client.secret".into(), "s".into());
    assert_eq!(app.env[0].1.render(&own).unwrap(), "80");
    assert_eq!(second.env[0].1.render(&own).unwrap(), "81");
    assert_eq!(second.env[1].1.render(&own).unwrap(), "second");
    let application = second
        .application
        .try_map(&mut |text| text.render(&own))
        .unwrap()
        .json();
    assert_eq!(application["redirectUris"][0], "http://b/callback");
    assert_eq!(opened(&cases[0]), ["http://b/"]);
}

#[test]
fn steps_and_expectations_are_taken_apart() {
    let cases = plan(
        "\
scenario: All
steps:
  - fill: { Username: alice, css=#pw: secret }
  - http: POST ${logto}/x
    expect: { status: 400, json: { error: invalid_grant } }
    set: { code: { header: { name: Location, query: code } } }
  - clock: 61s
  - expect:
      signed-in: false
      text: { matches: \"^${code}$\" }
      requests: [ token: { times: 0 } ]
expect: { signed-in: true }
",
        &[],
    );
    let steps = &cases[0].steps;
    let kinds: Vec<_> = steps
        .iter()
        .map(|step| {
            format!("{:?}", step.verb)
                .split([' ', '('])
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "Fill", "Fill", "Http", "Expect", "Set", "Advance", "Expect", "Expect"
        ]
    );
    let Verb::Expect(answer) = &steps[3].verb else {
        panic!("expect")
    };
    assert_eq!(answer.subject, Subject::Answer);
    let Verb::Expect(last) = &steps[7].verb else {
        panic!("expect")
    };
    let text = Value::Text(Template::text("Sign out"));
    assert_eq!(last.all[0].what, What::Text(Matcher::Is(text)));
}

#[test]
fn mistakes_in_variables_are_told_with_their_place_and_a_way_out() {
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - open: ${logot}/\n", &[]), @"
    error: unknown variable `logot`
     --> sign-in/a.yaml:3:11
      |
    3 |   - open: ${logot}/
      |           ^^^^^^^^ did you mean `logto`?
      |
      = note: known here: app, bin, client.backchannel-logout-uri, client.id, client.post-logout-redirect-uri, client.redirect-uri, client.secret, control, huggingface, logto, port, profile, root
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - open: ${app|urll}/\n", &[]), @"
    error: unknown filter `urll`
     --> sign-in/a.yaml:3:11
      |
    3 |   - open: ${app|urll}/
      |           ^^^^^^^^^^^ no such filter
      |
      = note: known here: url, base64, regex
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - open: ${app/\n", &[]), @"
    error: `${` is never closed
     --> sign-in/a.yaml:3:11
      |
    3 |   - open: ${app/
      |           ^^^^^^ `}` is missing
      |
      = help: write `$${` for the two characters themselves
    ");
}

#[test]
fn mistakes_in_fragments_and_expectations_are_told() {
    insta::assert_snapshot!(
        wrong("scenario: x\nsteps:\n  - open: /\n    click: Sign in\n", &[]),
        @"
    error: one verb per step
     --> sign-in/a.yaml:3:5
      |
    3 |   - open: /
      |     ^^^^ this step has `open` and `click`
      |
      = help: write two steps; only `needs`, `expect`, `set` and `within` go beside a verb
    "
    );
    insta::assert_snapshot!(
        wrong("scenario: x\nsteps:\n  - use: singin\n", &[("sign-in", "fragment: x\nsteps: []\n")]),
        @"
    error: unknown fragment `singin`
     --> sign-in/a.yaml:3:10
      |
    3 |   - use: singin
      |          ^^^^^^ did you mean `sign-in`?
      |
      = note: known here: sign-in
    "
    );
    insta::assert_snapshot!(
        wrong(
            "scenario: x\nsteps:\n  - use: f\n    with: { usr: 1 }\n",
            &[("f", "fragment: x\ninputs: { user: }\nsteps: []\n")]
        ),
        @"
    error: unknown input `usr`
     --> sign-in/a.yaml:4:13
      |
    4 |     with: { usr: 1 }
      |             ^^^ did you mean `user`?
      |
      = note: known here: user
    "
    );
    insta::assert_snapshot!(
        wrong("scenario: x\nsteps:\n  - use: f\n", &[("f", "fragment: x\ninputs: { user: }\nsteps: []\n")]),
        @"
    error: the input `user` is missing
     --> sign-in/a.yaml:3:10
      |
    3 |   - use: f
      |          ^ give it with `with: { user: … }`
    "
    );
    insta::assert_snapshot!(
        wrong("scenario: x\nsteps:\n  - use: f\n", &[("f", "fragment: x\nsteps: [use: f]\n")]),
        @"
    error: fragments use each other without end
     --> fragments/f.yaml:2:14
      |
    2 | steps: [use: f]
      |              ^^ 8 deep already
    "
    );
    insta::assert_snapshot!(
        wrong("scenario: x\nsteps:\n  - expect: { requests: [ tokn: { times: 0 } ] }\n", &[]),
        @"
    error: unknown endpoint `tokn`
     --> sign-in/a.yaml:3:27
      |
    3 |   - expect: { requests: [ tokn: { times: 0 } ] }
      |                           ^^^^ did you mean `token`?
      |
      = note: known here: account, authorize, callback-page, consent, consent-page, device, device-authorization, discovery, end-session, end-session-confirm, end-session-success, experience, interaction-consent, introspection, jwks, login, management, page, pushed-authorization-request, register-page, registration, resume, revocation, sign-in-page, token, userinfo, well-known, whoami
    "
    );
}

#[test]
fn mistakes_in_steps_are_told_with_their_place_and_a_way_out() {
    insta::assert_snapshot!(
        wrong("scenario: x\nsteps:\n  - expect: { text: { matches: \"(\" } }\n", &[]),
        @r#"
    error: this is no regular expression
     --> sign-in/a.yaml:3:32
      |
    3 |   - expect: { text: { matches: "(" } }
      |                                ^^^ unclosed group
    "#
    );
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - http: ${logto}/oidc\n", &[]), @"
    error: a request begins with its method
     --> sign-in/a.yaml:3:11
      |
    3 |   - http: ${logto}/oidc
      |           ^^^^^^^^^^^^^ write it like `GET https://…`
      |
      = note: methods are GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - set: { app: 1 }\n", &[]), @"
    error: the name `app` is taken
     --> sign-in/a.yaml:3:12
      |
    3 |   - set: { app: 1 }
      |            ^^^ the harness provides it
      |
      = help: choose another name
    ");
    insta::assert_snapshot!(wrong("scenario: x\neach: []\nsteps:\n  - open: /\n", &[]), @"
    error: the table has no rows
     --> sign-in/a.yaml:2:7
      |
    2 | each: []
      |       ^^ the scenario would never be played
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps: []\n", &[]), @"
    error: the scenario has no steps
     --> sign-in/a.yaml:2:8
      |
    2 | steps: []
      |        ^^ it would pass without doing anything
    ");
    insta::assert_snapshot!(wrong("scenario: x\nsteps:\n  - within: 5s\n", &[]), @"
    error: a step without a verb
     --> sign-in/a.yaml:3:5
      |
    3 |   - within: 5s
      |     ^^^^^^ nothing to do here
    ");
    insta::assert_snapshot!(
        wrong("scenario: x\nsteps:\n  - sign-in: { as: alice, deny: true }\n", &[]),
        @"
    error: nobody can refuse at Logto
     --> sign-in/a.yaml:3:33
      |
    3 |   - sign-in: { as: alice, deny: true }
      |                                 ^^^^ only Hugging Face asks
      |
      = help: add `at: huggingface`
    "
    );
}

#[test]
fn a_variable_is_known_only_after_it_was_set() {
    let before = "scenario: x\nsteps:\n  - open: ${code}\n  - set: { code: { url: {} } }\n";
    assert!(wrong(before, &[]).starts_with("error: unknown variable `code`"));
    let after = "scenario: x\nsteps:\n  - set: { code: { url: {} } }\n  - open: ${code}\n";
    assert_eq!(plan(after, &[]).len(), 1);
}

#[test]
fn what_was_asked_for_is_chosen() {
    let suite = suite(
        "scenario: Sign in\ntags: [smoke]\neach: [{ case: one }, { case: two }]\nsteps:\n  - open: /\n",
        &[],
    );
    let chosen = |selection: Selection| -> Vec<String> {
        Plan::new(&suite, &selection)
            .unwrap()
            .cases
            .iter()
            .filter_map(|case| case.row.clone())
            .collect()
    };
    let filters = |filter: &str| Selection {
        filters: vec![filter.into()],
        ..Selection::default()
    };
    assert_eq!(chosen(Selection::default()), ["one", "two"]);
    assert_eq!(chosen(filters("SIGN-in/A")), ["one", "two"]);
    assert_eq!(chosen(filters("› two")), ["two"]);
    assert_eq!(chosen(filters("nothing")), Vec::<String>::new());
    let tags = |text: &str| Selection {
        tags: Some(text.parse().unwrap()),
        ..Selection::default()
    };
    assert_eq!(chosen(tags("not smoke")), Vec::<String>::new());
    let shard = Selection {
        shard: Some(Shard { index: 2, of: 2 }),
        ..Selection::default()
    };
    assert_eq!(chosen(shard), ["two"]);
}
