//! Tables of what matches and what does not, and what never matches whatever is typed.

use proptest::prelude::*;

use super::*;

fn registered(uris: &[&str]) -> Vec<String> {
    uris.iter().map(|&uri| uri.to_owned()).collect()
}

#[test]
fn exact_after_normalising() {
    let cases = [
        (
            "https://app.example/callback",
            "https://app.example/callback",
            true,
        ),
        (
            "https://app.example/callback",
            "https://APP.example/callback",
            true,
        ),
        (
            "https://app.example/callback",
            "https://app.example:443/callback",
            true,
        ),
        ("https://app.example", "https://app.example/", true),
        (
            "https://app.example/callback",
            "https://app.example/callback/",
            false,
        ),
        (
            "https://app.example/callback",
            "https://app.example/callback/more",
            false,
        ),
        (
            "https://app.example/callback",
            "https://app.example/callback?a=b",
            false,
        ),
        (
            "https://app.example/callback",
            "https://app.example/callback#frag",
            false,
        ),
        (
            "https://app.example/callback",
            "http://app.example/callback",
            false,
        ),
        (
            "https://app.example/callback",
            "https://app.example:8443/callback",
            false,
        ),
        (
            "https://app.example/callback",
            "https://app.example.evil.example/callback",
            false,
        ),
        (
            "https://app.example/callback",
            "https://user@app.example/callback",
            false,
        ),
        ("https://app.example/callback", "not a uri", false),
        ("https://app.example/callback", "/callback", false),
        (
            "http://localhost:3000/cb",
            "http://localhost:3001/cb",
            false,
        ),
        (
            "io.example.app://callback",
            "io.example.app://callback",
            true,
        ),
        ("io.example.app:/callback", "io.example.app:/callback", true),
        ("not a uri", "not a uri", false),
    ];
    for (known, asked, expected) in cases {
        assert_eq!(
            is_registered(&registered(&[known]), asked),
            expected,
            "{known} ? {asked}"
        );
    }
}

#[test]
fn wildcards() {
    let cases = [
        ("https://*.app.example/cb", "https://a.app.example/cb", true),
        ("https://*.app.example/cb", "https://A.App.Example/cb", true),
        (
            "https://*.app.example/cb",
            "https://a.b.app.example/cb",
            false,
        ),
        ("https://*.app.example/cb", "https://app.example/cb", false),
        (
            "https://*.app.example/cb",
            "https://*.app.example/cb",
            false,
        ),
        (
            "https://pre-*.app.example/cb",
            "https://pre-1.app.example/cb",
            true,
        ),
        (
            "https://pre-*.app.example/cb",
            "https://pre-.app.example/cb",
            false,
        ),
        (
            "https://*.app.example/cb",
            "https://a.app.example:443/cb",
            true,
        ),
        (
            "https://*.app.example/cb",
            "https://a.app.example:444/cb",
            false,
        ),
        (
            "https://*.app.example:444/cb",
            "https://a.app.example:444/cb",
            true,
        ),
        ("https://*.app.example/cb", "http://a.app.example/cb", false),
        (
            "https://*.app.example/cb",
            "https://a.app.example/cb?x=1",
            false,
        ),
        (
            "https://*.app.example/cb?x=1",
            "https://a.app.example/cb?x=1",
            true,
        ),
        (
            "https://app.example/*/cb",
            "https://app.example/a/b/cb",
            true,
        ),
        ("https://app.example/*", "https://app.example/", true),
        ("https://app.example/*", "https://other.example/x", false),
        ("https://*.example/cb", "https://app.example/cb", false),
        ("https://app.*/cb", "https://app.example/cb", false),
        (
            "https://app.example:*/cb",
            "https://app.example:8443/cb",
            false,
        ),
        (
            "https://app.example/cb?x=*",
            "https://app.example/cb?x=1",
            false,
        ),
        ("*://app.example/cb", "https://app.example/cb", false),
        (
            "https://*.app.example/cb",
            "https://evil.example/.app.example/cb",
            false,
        ),
        (
            "https://*.app.example/cb",
            "https://user:pw@a.app.example/cb",
            false,
        ),
    ];
    for (known, asked, expected) in cases {
        assert_eq!(
            is_registered(&registered(&[known]), asked),
            expected,
            "{known} ? {asked}"
        );
    }
}

#[test]
fn the_port_of_a_loopback_address_is_up_to_a_native_app() {
    let cases = [
        ("http://localhost/cb", "http://localhost:5123/cb", true),
        ("http://127.0.0.1:3000/cb", "http://127.0.0.1:4000/cb", true),
        ("http://[::1]/cb", "http://[::1]:4000/cb", true),
        ("http://localhost/cb", "http://127.0.0.1:4000/cb", false),
        ("http://localhost/cb", "http://localhost:4000/other", false),
        ("https://localhost/cb", "https://localhost:4000/cb", false),
        ("http://app.example/cb", "http://app.example:4000/cb", false),
    ];
    for (known, asked, expected) in cases {
        assert_eq!(
            is_registered_loopback(&registered(&[known]), asked),
            expected,
            "{known} ? {asked}"
        );
    }
}

#[test]
fn parameters_are_set_in_what_is_there() {
    let pairs = [("code", "a b"), ("iss", "http://x/oidc")];
    let cases = [
        (
            "https://a.example",
            "https://a.example/?code=a+b&iss=http%3A%2F%2Fx%2Foidc",
        ),
        (
            "https://a.example/?x=1&code=old&code=older",
            "https://a.example/?x=1&code=a+b&iss=http%3A%2F%2Fx%2Foidc",
        ),
        (
            "io.app://cb",
            "io.app://cb?code=a+b&iss=http%3A%2F%2Fx%2Foidc",
        ),
    ];
    for (uri, expected) in cases {
        assert_eq!(with_query(uri, &pairs), expected);
    }
    assert_eq!(
        with_fragment("https://a.example/cb?x=1#old", &pairs),
        "https://a.example/cb?x=1#code=a+b&iss=http%3A%2F%2Fx%2Foidc"
    );
}

proptest! {
    #[test]
    fn no_text_panics_and_another_host_never_matches(
        pattern in "(https?://)?[a-z*.]{0,12}(:[0-9*]{0,5})?(/[a-z*/]{0,8})?(\\?[a-z*=]{0,4})?",
        asked in "\\PC{0,40}",
    ) {
        let _ = is_registered(&registered(&[&pattern]), &asked);
        let evil = format!("https://evil.test/{asked}");
        let ours = registered(&["https://*.app.example/*", "https://app.example/cb"]);
        prop_assert!(!is_registered(&ours, &evil));
    }

    #[test]
    fn a_match_is_always_at_the_registered_domain(asked in "https://[a-z.@:/?#\\\\-]{0,30}app.example[a-z./@?#-]{0,20}") {
        let ours = registered(&["https://*.app.example/*"]);
        if is_registered(&ours, &asked) {
            let host = Url::parse(&asked).unwrap().host_str().unwrap().to_owned();
            prop_assert!(host.ends_with(".app.example"), "{host}");
        }
    }
}
