//! What cannot be tested: one clear error, exit code 3.

use super::suite::{APP, LittleSuite, settings};

const FINE: &str =
    "scenario: x\nsteps:\n  - http: GET ${logto}/oidc/jwks\n    expect: { status: 200 }\n";

#[test]
fn no_browser_where_one_is_required() {
    let suite = LittleSuite::new(&[("a/fine", FINE)]);
    let output = suite
        .command(&["run"])
        .env("PATH", "")
        .env("REQUIRE_BROWSER", "1")
        .output()
        .unwrap();
    let ended = super::suite::Ended::of(&output);
    assert_eq!(ended.code, Some(3), "{}{}", ended.out, ended.err);
    insta::assert_snapshot!(ended.err, @"error: there is no chrome-headless-shell: install it (on Debian `apt install chromium-headless-shell chromium-driver`), or use the embedded agent");
}

#[test]
fn no_browser_is_played_without_and_the_output_says_so() {
    let suite = LittleSuite::new(&[("a/fine", FINE)]);
    // `sh` and `sleep` by their paths: the app needs them.
    let app = APP
        .replace("[sh,", "[/bin/sh,")
        .replace("exec sleep", "exec /bin/sleep");
    suite.write("scenarios/apps/shop.yaml", &app);
    let output = suite
        .command(&["run"])
        .env("PATH", "")
        .env_remove("REQUIRE_BROWSER")
        .output()
        .unwrap();
    let ended = super::suite::Ended::of(&output);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    settings().bind(|| {
        insta::assert_snapshot!(ended.out, @"
                Note there is no chrome-headless-shell: install it (on Debian `apt install chromium-headless-shell chromium-driver`), or use the embedded agent; playing without a browser
            Starting 1 scenario of shop with embedded (no JavaScript) (WORKERS)
        ────────────
                PASS [TIME] a › x
        ────────────
             Summary [TIME] 1 scenario run: 1 passed
                     agent: embedded (no JavaScript)
        ");
    });
}

fn broken_app(profile: &str) -> String {
    let suite = LittleSuite::new(&[("a/fine", FINE), ("a/other", FINE)]);
    suite.write("scenarios/apps/shop.yaml", profile);
    let ended = suite.run(&["run", "--agent", "embedded", "--jobs", "1"]);
    assert_eq!(ended.code, Some(3), "{}{}", ended.out, ended.err);
    ended.out
}

#[test]
fn an_app_that_does_not_become_ready() {
    let said = broken_app(&APP.replace("log: ready, within: 10s", "http: /, within: 200ms"));
    settings().bind(|| insta::assert_snapshot!(said, @"
        Starting 2 scenarios of shop with embedded (no JavaScript) (WORKERS)
    ────────────
          BROKEN [TIME] a › x

    error: the app shop cannot be tested
    `echo ready; exec sleep 1000` was not ready within 200ms (waiting for an answer from http://127.0.0.1:PORT/): cannot open http://127.0.0.1:PORT/: connection refused (os error 111). Its last lines:
      ready

    ────────────
          BROKEN [TIME] a › x
         Summary [TIME] 1 scenario run: 0 passed, 1 broken, 1 not run
                 agent: embedded (no JavaScript)
    "));
}

#[test]
fn an_app_that_ends_at_once() {
    let said = broken_app(&APP.replace(
        "echo ready; exec sleep 1000",
        "echo no database >&2; exit 7",
    ));
    settings().bind(|| insta::assert_snapshot!(said, @r#"
        Starting 2 scenarios of shop with embedded (no JavaScript) (WORKERS)
    ────────────
          BROKEN [TIME] a › x

    error: the app shop cannot be tested
    `echo no database >&2; exit 7` ended (exit status: 7) before there was a line with "ready". Its last lines:
      no database

    ────────────
          BROKEN [TIME] a › x
         Summary [TIME] 1 scenario run: 0 passed, 1 broken, 1 not run
                 agent: embedded (no JavaScript)
    "#));
}

#[test]
fn an_app_that_is_not_there() {
    let said = broken_app(&APP.replace(
        "[sh, -c, 'echo ready; exec sleep 1000']",
        "[no-such-program]",
    ));
    settings().bind(|| {
        insta::assert_snapshot!(said, @"
            Starting 2 scenarios of shop with embedded (no JavaScript) (WORKERS)
        ────────────
              BROKEN [TIME] a › x

        error: the app shop cannot be tested
        cannot run `no-such-program`: no such file or directory (os error 2)

        ────────────
              BROKEN [TIME] a › x
             Summary [TIME] 1 scenario run: 0 passed, 1 broken, 1 not run
                     agent: embedded (no JavaScript)
        ");
    });
}

#[test]
fn a_build_that_fails() {
    let suite = LittleSuite::new(&[("a/fine", FINE)]);
    suite.write(
        "scenarios/apps/shop.yaml",
        &format!("build: echo oh no; exit 4\n{APP}"),
    );
    let ended = suite.run(&["run", "--agent", "embedded"]);
    assert_eq!(ended.code, Some(3));
    insta::assert_snapshot!(ended.err, @"
    error: the build `echo oh no; exit 4` failed (exit status: 4). Its last lines:
      oh no
    ");
}

#[test]
fn a_driver_that_is_not_there() {
    let suite = LittleSuite::new(&[("a/fine", FINE)]);
    let ended = suite.run(&["run", "--webdriver-url", "http://127.0.0.1:1/"]);
    assert_eq!(ended.code, Some(3), "{}{}", ended.out, ended.err);
    assert!(ended.out.contains("the browser failed"), "{}", ended.out);
}
