//! `harness conform`: what is refused before anything is played, and what proves nothing.

use super::suite::{LittleSuite, settings};

const ROW: &str = "\
scenario: An ID token with another nonce is rejected
tamper: { id-token: { nonce: { append: \"1\" } } }
steps:
  - sign-in: alice
    within: 1s
expect: rejected
";

fn refused(row: &str) -> String {
    let suite = LittleSuite::new(&[("conformance/basic/wrong", row)]);
    let ended = suite.run(&["conform", "--agent", "embedded"]);
    assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
    assert_eq!(ended.out, "", "nothing is played");
    ended.err
}

#[test]
fn a_misspelt_artefact_is_shown_with_its_place_and_the_nearest_name() {
    insta::assert_snapshot!(refused(&ROW.replace("id-token", "id-tokn")));
}

#[test]
fn a_misspelt_operation_is_shown_with_its_place_and_the_nearest_name() {
    insta::assert_snapshot!(refused(&ROW.replace("append", "apend")));
}

#[test]
fn a_misspelt_verdict_is_shown_with_its_place_and_the_nearest_name() {
    insta::assert_snapshot!(refused(&ROW.replace("rejected\n", "rejcted\n")));
}

#[test]
fn a_tamper_of_which_nothing_is_expected_is_refused() {
    insta::assert_snapshot!(refused(&ROW.replace("expect: rejected\n", "")));
}

#[test]
fn an_app_that_cannot_sign_in_proves_nothing() {
    let suite = LittleSuite::new(&[("conformance/basic/nonce", ROW)]);
    suite.write(
        "scenarios/tenant.yaml",
        "users: { alice: { password: wonderland-42 } }\n",
    );
    let ended = suite.run(&["conform", "basic", "--agent", "embedded", "--jobs", "1"]);
    assert_eq!(ended.code, Some(3), "{}{}", ended.out, ended.err);
    settings().bind(|| {
        let matrix: Vec<&str> = ended.out.lines().rev().take(4).collect();
        insta::assert_snapshot!(matrix.into_iter().rev().collect::<Vec<_>>().join("\n"));
    });
}

#[test]
fn rows_that_the_profile_rules_out_are_not_applicable() {
    let row = "\
scenario: The app refreshes
steps:
  - sign-in: alice
  - go: refresh
expect: accepted
";
    let suite = LittleSuite::new(&[("conformance/refresh/refresh", row)]);
    suite.write(
        "scenarios/tenant.yaml",
        "users: { alice: { password: wonderland-42 } }\n",
    );
    let matrix = ["--matrix", "out/matrix.md"];
    let ended = suite.run(&[&["conform", "all", "--agent", "embedded"], &matrix[..]].concat());
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    let matrix = std::fs::read_to_string(suite.path().join("out/matrix.md")).unwrap();
    insta::assert_snapshot!(matrix);
}

#[test]
fn an_expected_failure_of_a_row_that_nobody_knows_is_refused() {
    let suite = LittleSuite::new(&[("conformance/basic/nonce", ROW)]);
    suite.write(
        "scenarios/apps/shop.expected-failures.yaml",
        "nonse: it sends none\n",
    );
    let ended = suite.run(&["conform", "--agent", "embedded"]);
    assert_eq!(ended.code, Some(2), "{}", ended.out);
    insta::assert_snapshot!(ended.err);
}

#[test]
fn the_default_run_leaves_the_catalogue_alone() {
    let suite = LittleSuite::new(&[("conformance/basic/nonce", ROW)]);
    let ended = suite.run(&["run", "--agent", "embedded"]);
    assert_eq!(ended.code, Some(2), "{}", ended.out);
    assert!(ended.err.contains("no scenario was found"), "{}", ended.err);
}
