use serde_json::json;

use super::*;
use crate::base::{
    jws::Draft,
    keys::Keys,
    tamper::{Artefact, Tampered},
};

fn asked(content_type: &str) -> Parts {
    let request = http::Request::post("/oidc/token?a=1&b=x+y")
        .header("content-type", content_type)
        .header("x-odd", &b"\xff"[..])
        .body(())
        .unwrap();
    request.into_parts().0
}

#[test]
fn everything_comes_back() {
    let keys = Keys::generate("a", Moment(0)).unwrap();
    let claims = json!({"sub": "alice", "iat": 3, "n": {"b": 1.5, "a": null}});
    let draft = Draft::new(
        keys.current(),
        None,
        claims.as_object().cloned().unwrap_or_default(),
    );
    let issued = [
        ("id-token", jws::sign(&draft, keys.current()).unwrap(), true),
        ("access-token", "opaque".to_owned(), false),
    ];
    let trace = Trace {
        endpoint: "token",
        client_id: Some("bookstore".to_owned()),
        user_id: None,
        error: Some(Problem {
            error: "invalid_grant".to_owned(),
            description: String::new(),
            reason: "used twice".to_owned(),
        }),
        artefact: None,
        tampered: Vec::new(),
        issued: issued
            .into_iter()
            .map(|(kind, value, is_jwt)| Issued {
                kind: kind.to_owned(),
                value,
                claims: is_jwt.then(|| claims.clone()),
            })
            .collect(),
    };
    let parts = asked("application/x-www-form-urlencoded");
    let mut exchange = Exchange::begin(Moment(5), "logto", &parts);
    exchange.body(&parts.headers, b"code=1&code=%C3%A4");
    let mut answered = HeaderMap::new();
    answered.insert(header::LOCATION, http::HeaderValue::from_static("/next"));
    exchange.end(400, &answered, &trace);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = Entry {
        seq: 7,
        at: Moment(5),
        provider: "logto".to_owned(),
        endpoint: "token".to_owned(),
        method: "POST".to_owned(),
        path: "/oidc/token".to_owned(),
        query: vec![pair("a", "1"), pair("b", "x y")],
        form: vec![pair("code", "1"), pair("code", "ä")],
        request_headers: vec![
            pair("content-type", "application/x-www-form-urlencoded"),
            pair("x-odd", "\u{fffd}"),
        ],
        status: 400,
        location: Some("/next".to_owned()),
        response_headers: vec![pair("location", "/next")],
        client_id: trace.client_id,
        user_id: None,
        error: trace.error,
        issued: trace.issued,
        tampered: Vec::new(),
    };
    assert_eq!(exchange.entry(7), expected);
}

#[test]
fn what_was_tampered_with_keeps_its_claims() {
    let issued = Issued {
        kind: "id-token".to_owned(),
        value: "broken".to_owned(),
        claims: Some(json!({"sub": "alice"})),
    };
    let tampered = Tampered {
        id: 1,
        artefact: Artefact::IdToken,
        field: "signature".to_owned(),
        operation: "break".to_owned(),
        before: None,
        after: Some("broken".into()),
    };
    let trace = Trace {
        issued: vec![issued],
        tampered: vec![tampered],
        ..Trace::default()
    };
    let parts = asked("text/plain");
    let mut exchange = Exchange::begin(Moment(0), "logto", &parts);
    exchange.body(&parts.headers, &[]);
    exchange.end(200, &HeaderMap::new(), &trace);
    let entry = exchange.entry(1);
    assert_eq!(
        (entry.issued, entry.tampered),
        (trace.issued, trace.tampered)
    );
}

#[test]
fn members_of_json_are_parameters_and_other_bodies_have_none() {
    for (content_type, body, expected) in [
        ("application/json", r#"{"a":"x","b":[1]}"#, "a=x b=[1]"),
        ("application/json", "[1]", ""),
        ("text/plain", "a=x", ""),
    ] {
        let parts = asked(content_type);
        let mut exchange = Exchange::begin(Moment(0), "logto", &parts);
        exchange.body(&parts.headers, body.as_bytes());
        exchange.end(200, &HeaderMap::new(), &Trace::default());
        let form = exchange.entry(1).form.into_iter();
        let form: Vec<String> = form
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(form.join(" "), expected, "{content_type} {body}");
    }
}
