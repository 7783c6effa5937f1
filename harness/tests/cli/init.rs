//! A profile from flags or from three questions.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use super::suite::{Ended, LittleSuite};

fn init(command: &mut Command, answers: &str) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A child that needs no answer may have gone already.
    drop(child.stdin.take().unwrap().write_all(answers.as_bytes()));
    Ended::of(&child.wait_with_output().unwrap())
}

#[test]
fn three_questions_make_a_profile_that_the_next_command_takes() {
    let suite = LittleSuite::new(&[("a/fine", "scenario: x\nsteps:\n  - open: ${app}/\n")]);
    std::fs::create_dir(suite.path().join("shop")).unwrap();
    let mut command = suite.command(&["init", "my-shop"]);
    let ended = init(
        command.current_dir(suite.path().join("shop")),
        "sh serve.sh --port 3000\nhttp://localhost:3000/auth/callback\nLog out\n",
    );
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    insta::assert_snapshot!(ended.out, @"
    How is the app started? Where does it listen, and take the callback? (a path, or the whole address) [/callback] What does a signed-in person see, and nobody else? [Sign out] wrote scenarios/apps/my-shop.yaml
    wrote ${port} for 3000 in the command: every scenario gives the app a free one

    The app gets the provider's address and its own registration from the environment: see `env` there.
    Next:
      harness check --app my-shop
      harness run --app my-shop
    ");
    let path = suite.path().join("scenarios/apps/my-shop.yaml");
    insta::assert_snapshot!(std::fs::read_to_string(path).unwrap(), @r#"
    # yaml-language-server: $schema=../schema/app.json
    app: my-shop
    start:
      command: [sh, serve.sh, "--port", "${port}"]
      folder: shop
      env:
        PORT: "${port}"
        BASE_URL: "${app}"
        LOGTO_ENDPOINT: "${logto}"
        LOGTO_APP_ID: "${client.id}"
        LOGTO_APP_SECRET: "${client.secret}"
    ready: { http: /, within: 30s }
    redirect-uri: /auth/callback
    post-logout-redirect-uri: /
    sign-in: { click: Sign in }
    sign-out: { click: Log out }
    signed-in: { text: Log out }
    "#);
    let checked = suite.run(&["check", "--app", "my-shop"]);
    assert_eq!(checked.code, Some(0), "{}", checked.err);
}

#[test]
fn flags_are_enough_and_a_folder_without_scenarios_gets_its_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    let flags = [
        "init",
        "shop",
        "--start=sh serve.sh",
        "--callback=/cb",
        "--signed-in=My account",
        "--sign-in=Log in",
        "--port-variable=HTTP_PORT",
        "--env=ISSUER=${logto}/oidc",
        "--env=LOGTO_ENDPOINT=${logto}/",
    ];
    let ended = init(command.args(flags).current_dir(folder.path()), "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let profile = folder.path().join("scenarios/apps/shop.yaml");
    insta::assert_snapshot!(std::fs::read_to_string(profile).unwrap(), @r#"
    # yaml-language-server: $schema=../schema/app.json
    app: shop
    start:
      command: [sh, serve.sh]
      env:
        HTTP_PORT: "${port}"
        BASE_URL: "${app}"
        LOGTO_APP_ID: "${client.id}"
        LOGTO_APP_SECRET: "${client.secret}"
        ISSUER: "${logto}/oidc"
        LOGTO_ENDPOINT: "${logto}/"
    ready: { http: /, within: 30s }
    redirect-uri: /cb
    post-logout-redirect-uri: /
    sign-in: { click: Log in }
    sign-out: { click: Sign out }
    signed-in: { text: My account }
    "#);
    let mut check = Command::new(env!("CARGO_BIN_EXE_harness"));
    let checked = init(check.arg("check").current_dir(folder.path()), "");
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    assert!(
        checked.out.contains("1 scenarios in 1 files for shop"),
        "{}",
        checked.out
    );
    // Not twice.
    let mut again = Command::new(env!("CARGO_BIN_EXE_harness"));
    let ended = init(again.args(flags).current_dir(folder.path()), "");
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("is there already"), "{}", ended.err);
}

#[test]
fn wrong_answers_write_nothing_and_show_the_way_out() {
    let suite = LittleSuite::new(&[]);
    let tried = |flags: &[&str], answers: &str| {
        let ended = init(
            &mut suite.command(&[&["init", "x"], flags].concat()),
            answers,
        );
        assert_eq!(ended.code, Some(2), "{}", ended.out);
        assert!(!suite.path().join("scenarios/apps/x.yaml").exists());
        ended.err
    };
    let good = ["--start=sh a", "--callback=/cb", "--signed-in=Sign out"];
    for (flags, answers, said) in [
        (
            vec!["--start=shh a"],
            "",
            "there is no program `shh` on the PATH",
        ),
        (
            vec!["--start=sh a", "--callback=http://a.example/cb"],
            "",
            "is not on this machine",
        ),
        (
            vec!["--start=sh a"],
            "/cb\nSign in\n",
            "is what people click who are not signed in",
        ),
        (vec!["--start=sh a"], "", "say it with --callback"),
        (
            [&good[..], &["--env=ISSUER=${lgto}"]].concat(),
            "",
            "did you mean `logto`?",
        ),
    ] {
        let err = tried(&flags, answers);
        assert!(err.contains(said), "{flags:?}: {err}");
    }
}
