//! Scenarios that fail: evidence, exit codes, reports.

use super::suite::{APP, LittleSuite, settings};

const FAILING: &str = "\
scenario: The sign-in page greets
steps:
  - open: ${logto}/oidc/auth?client_id=${client.id}&response_type=code&scope=openid&state=s
  - expect: { url: \"${logto}/sign-in\", text: Bienvenue }
";

const PASSING: &str = "\
scenario: The sign-in page is there
steps:
  - open: ${logto}/oidc/auth?client_id=${client.id}&response_type=code&scope=openid&state=s
    expect: { url: \"${logto}/sign-in\", title: Sign in to your account }
";

#[test]
fn a_failure_shows_place_expectation_and_evidence() {
    let suite = LittleSuite::new(&[("a/fails", FAILING), ("a/passes", PASSING)]);
    let ended = suite.run(&["run", "--agent", "embedded", "--jobs", "1"]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    settings().bind(|| {
        insta::assert_snapshot!(ended.out, @r#"
        Starting 2 scenarios of shop with embedded (no JavaScript) (WORKERS)
    ────────────
            FAIL [TIME] a › The sign-in page greets

    error: expected the page to contain "Bienvenue"
     --> scenarios/a/fails.yaml:4:46
      |
    4 |   - expect: { url: "${logto}/sign-in", text: Bienvenue }
      |                                              ^^^^^^^^^ no such text

      the page
        http://localhost:PORT/sign-in?app_id=app
        title: Sign in to your account
        | Sign in to your account
        | Username
        | Password
        | Sign in
        | No account yet? Create account
        | Powered by

      what the provider saw
        #1   logto      303 GET /oidc/auth client_id=app response_type=code scope=openid state=s
               → /sign-in?app_id=app
        #2   logto      200 GET /sign-in app_id=app

      the last lines of app
        ready

            PASS [TIME] a › The sign-in page is there
    ────────────
            FAIL [TIME] a › The sign-in page greets
         Summary [TIME] 2 scenarios run: 1 passed, 1 failed
                 agent: embedded (no JavaScript)
    "#);
    });
}

#[test]
fn passing_scenarios_end_well_and_reports_are_written() {
    let suite = LittleSuite::new(&[("a/passes", PASSING)]);
    let reports = [
        "--report",
        "junit=out/junit.xml",
        "--report",
        "json=out/run.json",
    ];
    let ended = suite.run(&[&["run", "--agent", "embedded"], &reports[..]].concat());
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert!(ended.out.contains("1 passed"), "{}", ended.out);
    let junit = std::fs::read_to_string(suite.path().join("out/junit.xml")).unwrap();
    assert!(
        junit.contains(r#"tests="1" skipped="0" failures="0" errors="0""#),
        "{junit}"
    );
    let json = std::fs::read_to_string(suite.path().join("out/run.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["cases"][0]["verdict"], "passed");
    assert_eq!(json["agent"], "embedded (no JavaScript)");
}

#[test]
fn fail_fast_ends_at_the_first_failure() {
    let suite = LittleSuite::new(&[("a/fails", FAILING), ("b/passes", PASSING)]);
    let ended = suite.run(&["run", "--agent", "embedded", "--jobs", "1", "--fail-fast"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.out.contains("1 scenario run: 0 passed, 1 failed"),
        "{}",
        ended.out
    );
}

#[test]
fn a_scenario_that_passes_when_tried_again_is_flaky() {
    let suite = LittleSuite::new(&[(
        "a/flaky",
        "scenario: Now and then\nsteps:\n  - open: ${logto}/unknown-session\n    expect: { snapshot: page }\n",
    )]);
    // The app accepts the snapshot that the first try proposes, so the second one passes.
    let accept = "mv scenarios/a/flaky.page.snap.new scenarios/a/flaky.page.snap";
    let app = APP.replace("echo ready;", &format!("{accept}; echo ready;"));
    suite.write("scenarios/apps/shop.yaml", &app);
    let ended = suite.run(&["run", "--agent", "embedded", "--retries", "1"]);
    assert_eq!(ended.code, Some(4), "{}{}", ended.out, ended.err);
    assert!(
        ended.out.contains("RETRY") && ended.out.contains("1 flaky"),
        "{}",
        ended.out
    );
}

#[test]
fn snapshots_are_proposed_taken_and_compared() {
    let scenario = "\
scenario: Snapshot
steps:
  - http: GET ${logto}/oidc/auth?client_id=${client.id}&response_type=code&scope=openid&state=s
expect: { snapshot: requests, within: 100ms }
";
    let suite = LittleSuite::new(&[("a/shot", scenario)]);
    let taken = suite.path().join("scenarios/a/shot.requests.snap");
    let proposed = suite.path().join("scenarios/a/shot.requests.snap.new");
    let run = |more: &[&str]| suite.run(&[&["run", "--agent", "embedded"], more].concat());

    let first = run(&[]);
    assert_eq!(first.code, Some(1), "{}", first.out);
    assert!(first.out.contains("it was never taken"), "{}", first.out);
    assert!(proposed.is_file() && !taken.exists());

    assert_eq!(run(&["--update-snapshots"]).code, Some(0));
    assert!(taken.is_file() && !proposed.exists());
    insta::assert_snapshot!(std::fs::read_to_string(&taken).unwrap(), @"
    ---
    source: scenarios/a/shot.yaml
    expression: requests
    ---
    authorize 303 GET /oidc/auth
      client_id: app
      response_type: code
      scope: openid
      state: s
      → /sign-in?app_id=app
    ");

    assert_eq!(run(&[]).code, Some(0));
    let changed = std::fs::read_to_string(&taken)
        .unwrap()
        .replace("openid", "openid email");
    std::fs::write(&taken, changed).unwrap();
    let differs = run(&[]);
    assert_eq!(differs.code, Some(1));
    assert!(
        differs.out.contains("-  scope: openid email"),
        "{}",
        differs.out
    );
    assert!(proposed.is_file());
}
