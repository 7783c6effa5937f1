//! Expectations and evidence in, findings out.

use serde_json::json;

use super::*;
use crate::{
    expectation::{
        CookieExpectation, ElementExpectation, Expectation, Matcher, RequestExpectation,
        SnapshotOf, Target, Times, Value, What,
    },
    result::{Exchange, Issued, Redactions, Secret},
    source::{Place, Source},
};

fn text(text: &str) -> Value<String> {
    Value::Text(text.to_owned())
}

fn is(expected: &str) -> Matcher<String> {
    Matcher::Is(text(expected))
}

fn plain(json: serde_json::Value) -> Matcher<String> {
    Matcher::Is(Value::Plain(json))
}

fn exchange(seq: u64, endpoint: &str, params: &[(&str, &str)]) -> Exchange {
    Exchange {
        seq,
        provider: "logto".into(),
        endpoint: endpoint.into(),
        method: "GET".into(),
        path: format!("/oidc/{endpoint}"),
        params: params
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
        status: 303,
        ..Exchange::default()
    }
}

fn evidence() -> Evidence {
    let mut token = exchange(
        3,
        "token",
        &[("grant_type", "authorization_code"), ("code", "c0de-1")],
    );
    token.issued.push(Issued {
        kind: "id-token".into(),
        value: "e.y.J".into(),
        claims: Some(json!({ "sub": "alice", "email_verified": true, "iat": 1_700_000_000 })),
    });
    let authorize = |seq, state| {
        exchange(
            seq,
            "authorize",
            &[
                ("scope", "openid profile"),
                ("state", state),
                ("client_id", "app"),
            ],
        )
    };
    Evidence {
        page: Page {
            agent: "webdriver",
            url: "http://127.0.0.1:4000/?error=access_denied".into(),
            title: "Shop".into(),
            text: "Welcome\n  back, Alice\nSign out".into(),
            status: None,
            headers: None,
            inert: true,
        },
        elements: vec![(
            Target::Role {
                role: "link".into(),
                name: Some("Sign out".into()),
            },
            vec![ElementSeen {
                role: "link".into(),
                name: "Sign out".into(),
                text: "Sign out".into(),
                value: Some("/sign_out".into()),
            }],
        )],
        cookies: vec![CookieSeen {
            name: "session".into(),
            value: "s".into(),
            path: "/".into(),
            http_only: true,
            secure: false,
            same_site: Some("Lax".into()),
        }],
        requests: vec![
            authorize(1, "state-of-1"),
            authorize(2, "state-of-2"),
            token,
        ],
        ..Evidence::default()
    }
}

fn answer() -> Evidence {
    Evidence {
        answer: Some(Answer {
            url: "http://localhost:3001/oidc/token".into(),
            status: 400,
            headers: vec![
                ("set-cookie".into(), "a=1".into()),
                ("set-cookie".into(), "b=2".into()),
            ],
            body: r#"{"error":"invalid_grant","n":5}"#.into(),
        }),
        ..evidence()
    }
}

/// What is said about an expectation; empty when it holds.
fn said(what: What<String>, evidence: &Evidence) -> String {
    let place = Place::new(&Source::new("a.yaml", "x"), 0..1);
    let finding = check(&Expectation { what, place }, evidence, None);
    finding.map_or_else(String::new, |finding| {
        let mut text = format!("expected {} | {}", finding.expected, finding.actual);
        for note in finding.notes {
            text.push_str(" | ");
            text.push_str(&note);
        }
        text
    })
}

#[test]
fn pages_are_judged_as_a_person_reads_them() {
    let element = |name: &str, count| {
        What::Element(ElementExpectation {
            target: Target::Role {
                role: "link".into(),
                name: Some(name.into()),
            },
            text: None,
            value: None,
            count,
        })
    };
    let cases = [
        (What::Url(is("http://127.0.0.1:4000/")), ""),
        (
            What::Url(is("http://127.0.0.1:4000/callback")),
            "expected the address to be \"http://127.0.0.1:4000/callback\" | it is \"http://127.0.0.1:4000/?error=access_denied\"",
        ),
        (What::Title(is("Shop")), ""),
        (
            What::Title(is("Sho")),
            "expected the title to be \"Sho\" | it is \"Shop\"",
        ),
        (What::Text(is("Welcome back, Alice")), ""),
        (
            What::Text(is("alice")),
            "expected the page to contain \"alice\" | no such text",
        ),
        (What::Text(Matcher::Matches("back, [A-Z]".into())), ""),
        (What::NoText(is("Sign in")), ""),
        (
            What::NoText(is("Sign out")),
            "expected the page not to contain \"Sign out\" | the text is there",
        ),
        (element("Sign out", None), ""),
        (
            element("Sign out", Some(2)),
            "expected 2 times link \"Sign out\" on the page | there is one | found link \"Sign out\" = \"/sign_out\"",
        ),
        (
            element("Sign in", None),
            "expected link \"Sign in\" on the page | there is none",
        ),
        (
            What::SignedOut(vec![]),
            "expected no signed-in user | the app shows a signed-in user at http://127.0.0.1:4000/?error=access_denied",
        ),
        (
            What::Status(plain(json!(200))),
            "expected the page's status to be 200 | not checked: the webdriver agent does not know it | an `http` step knows status and headers in every agent",
        ),
    ];
    for (what, expected) in cases {
        assert_eq!(said(what, &evidence()), expected);
    }
}

#[test]
fn cookies_are_judged_by_value_and_attributes() {
    let cookie = |name: &str, value, http_only, same_site: Option<&str>| {
        What::Cookie(CookieExpectation {
            name: name.into(),
            value,
            http_only,
            secure: None,
            same_site: same_site.map(str::to_owned),
            path: None,
        })
    };
    let cases = [
        (
            cookie("session", Matcher::Present, Some(true), Some("lax")),
            "",
        ),
        (cookie("other", Matcher::Absent, None, None), ""),
        (
            cookie("session", Matcher::Absent, None, None),
            "expected the cookie session not to be there | it is \"s\"",
        ),
        (
            cookie("session", Matcher::Present, Some(false), None),
            "expected the cookie session without HttpOnly | it is with HttpOnly",
        ),
        (
            cookie("session", Matcher::Present, None, Some("Strict")),
            "expected the cookie session with SameSite Strict | its SameSite is Lax",
        ),
        (
            cookie("other", Matcher::Present, None, None),
            "expected the cookie other to be there | it is not there | cookies of http://127.0.0.1:4000/?error=access_denied: session",
        ),
    ];
    for (what, expected) in cases {
        assert_eq!(said(what, &evidence()), expected);
    }
}

#[test]
fn answers_are_judged_by_status_headers_and_json() {
    let header = |name: &str, value| What::Header {
        name: name.into(),
        value,
    };
    let json_at = |path: &str, value| What::Json {
        path: path.into(),
        value,
    };
    let cases = [
        (What::Status(plain(json!(400))), ""),
        (What::Status(is("400")), ""),
        (
            What::Status(plain(json!(200))),
            "expected the status to be 200 | it is 400",
        ),
        (header("location", Matcher::Absent), ""),
        (header("set-cookie", is("b=2")), ""),
        (
            header("location", Matcher::Present),
            "expected the header location to be there | it is not there",
        ),
        (json_at("error", is("invalid_grant")), ""),
        (json_at("n", Matcher::OneOf(vec![text("5"), text("6")])), ""),
        (
            json_at("error", is("invalid_request")),
            "expected error of the JSON to be \"invalid_request\" | it is \"invalid_grant\" | the answer is {\"error\":\"invalid_grant\",\"n\":5}",
        ),
        (What::Text(is("invalid_grant")), ""),
    ];
    for (what, expected) in cases {
        assert_eq!(said(what, &answer()), expected);
    }
}

#[test]
fn requests_and_tokens_are_judged_by_what_the_provider_saw() {
    let requests = |endpoint: &str, params: Vec<(&str, Matcher<String>)>, times: Option<usize>| {
        What::Requests(RequestExpectation {
            endpoint: endpoint.into(),
            params: params
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
            provider: None,
            client: None,
            status: None,
            error: None,
            times: times.map(Times::Exactly),
        })
    };
    let claim = |claim: &str, value| What::IdToken {
        claim: claim.into(),
        value,
    };
    let cases = [
        (
            requests(
                "authorize",
                vec![("scope", Matcher::Contains("openid".into()))],
                Some(2),
            ),
            "",
        ),
        (
            requests("token", vec![("code", Matcher::Present)], None),
            "",
        ),
        (requests("userinfo", vec![], Some(0)), ""),
        (
            requests("authorize", vec![], Some(1)),
            "expected 1 authorize request | the provider has seen 2",
        ),
        (
            requests("authorize", vec![("nonce", Matcher::Present)], None),
            "expected an authorize request with nonce to be there | 0 of 2 authorize requests are so | request #1: nonce is not there | request #2: nonce is not there",
        ),
        (
            requests("userinfo", vec![], None),
            "expected a userinfo request | the provider has seen no userinfo request | it has seen authorize, token",
        ),
        (claim("sub", is("alice")), ""),
        (claim("email_verified", plain(json!(true))), ""),
        (
            claim("name", Matcher::Present),
            "expected the claim name of the ID token to be there | it is not there",
        ),
    ];
    for (what, expected) in cases {
        assert_eq!(said(what, &evidence()), expected);
    }
}

#[test]
fn a_snapshot_has_stable_names_and_shows_the_difference() {
    let mut evidence = evidence();
    let secret = Secret {
        kind: "authorization-code".into(),
        value: "c0de-1".into(),
    };
    evidence.names = Names(Redactions::new([secret]));
    insta::assert_snapshot!(rendered(SnapshotOf::Requests, &evidence), @"
    authorize 303 GET /oidc/authorize
      scope: openid profile
      state: ‹state #1›
      client_id: app
    authorize 303 GET /oidc/authorize
      scope: openid profile
      state: ‹state #2›
      client_id: app
    token 303 GET /oidc/token
      grant_type: authorization_code
      code: ‹authorization-code #1›
      + id-token
    ");
    insta::assert_snapshot!(rendered(SnapshotOf::IdToken, &evidence), @r#"
    sub: "alice"
    email_verified: true
    iat: ‹time›
    "#);

    let what = || What::Snapshot {
        of: SnapshotOf::Requests,
        name: "requests".into(),
    };
    assert!(said(what(), &evidence).contains("it was never taken"));
    let now = rendered(SnapshotOf::Requests, &evidence);
    evidence.snapshots = vec![("requests".into(), Some(now.clone()))];
    assert_eq!(said(what(), &evidence), "");
    evidence.snapshots = vec![("requests".into(), Some(now.replace("profile", "email")))];
    insta::assert_snapshot!(said(what(), &evidence), @r#"
    expected the snapshot "requests" | it differs | --- stored
    +++ now
    @@ -1,8 +1,8 @@
     authorize 303 GET /oidc/authorize
    -  scope: openid email
    +  scope: openid profile
       state: ‹state #1›
       client_id: app
     authorize 303 GET /oidc/authorize
    -  scope: openid email
    +  scope: openid profile
       state: ‹state #2›
       client_id: app | accept it with --update-snapshots, or review it with `cargo insta review`
    "#);
}
