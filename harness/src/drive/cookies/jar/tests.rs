use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// A jar after these `(address, header)` at time 0.
fn jar(set: &[(&str, &str)]) -> Jar {
    let mut jar = Jar::new();
    for (from, header) in set {
        jar.store(header, &url(from), at(0)).unwrap();
    }
    jar
}

fn sent(jar: &Jar, to: &str, seconds: i64) -> String {
    jar.header(&url(to), Visit::TYPED, at(seconds))
        .unwrap_or_default()
}

#[test]
fn which_cookies_travel_where() {
    for (set_by, header, asked, expected) in [
        // Host-only.
        ("http://127.0.0.1:1/", "a=1", "http://127.0.0.1:2/x", "a=1"),
        ("http://127.0.0.1:1/", "a=1", "http://localhost:1/", ""),
        (
            "http://127.0.0.1:1/",
            "a=1; Domain=127.0.0.1",
            "http://127.0.0.1/",
            "a=1",
        ),
        (
            "http://localhost:1/",
            "a=1; Domain=localhost",
            "http://localhost/",
            "a=1",
        ),
        (
            "http://localhost:1/",
            "a=1; Domain=localhost",
            "http://x.localhost/",
            "",
        ),
        ("http://[::1]:1/", "a=1", "http://[::1]:2/", "a=1"),
        (
            "http://app.example.com/",
            "a=1",
            "http://x.app.example.com/",
            "",
        ),
        // Domain.
        (
            "http://app.example.com/",
            "a=1; Domain=example.com",
            "http://x.example.com/",
            "a=1",
        ),
        (
            "http://app.example.com/",
            "a=1; Domain=.example.com",
            "http://example.com/",
            "a=1",
        ),
        (
            "http://app.example.com/",
            "a=1; Domain=example.com",
            "http://badexample.com/",
            "",
        ),
        // Path.
        ("http://h/a/b/c", "a=1", "http://h/a/b", "a=1"),
        ("http://h/a/b/c", "a=1", "http://h/a", ""),
        ("http://h/a/b/c", "a=1; Path=/a", "http://h/a/x", "a=1"),
        ("http://h/a/b/c", "a=1; Path=/a", "http://h/ab", ""),
        ("http://h/a/b/c", "a=1; Path=/a/", "http://h/a/x", "a=1"),
        ("http://h/a/b/c", "a=1; Path=/a/", "http://h/a", ""),
        ("http://h/a", "a=1", "http://h/", "a=1"),
        (
            "http://h/",
            "a=1; Path=/elsewhere",
            "http://h/elsewhere",
            "a=1",
        ),
        // Secure.
        (
            "http://localhost/",
            "a=1; Secure",
            "http://localhost/",
            "a=1",
        ),
        (
            "http://127.0.0.1/",
            "a=1; Secure",
            "http://127.0.0.1/",
            "a=1",
        ),
        (
            "https://example.com/",
            "a=1; Secure",
            "https://example.com/",
            "a=1",
        ),
        (
            "https://example.com/",
            "a=1; Secure",
            "http://example.com/",
            "",
        ),
    ] {
        assert_eq!(
            sent(&jar(&[(set_by, header)]), asked, 1),
            expected,
            "{header} by {set_by} to {asked}"
        );
    }
}

#[test]
fn names_with_a_promise_and_names_that_are_not_there() {
    for (set_by, header, asked, expected) in [
        (
            "http://localhost/",
            "__Host-a=1; Secure; Path=/",
            "http://localhost/",
            "__Host-a=1",
        ),
        (
            "https://e.com/",
            "__Secure-a=1; Secure",
            "https://e.com/",
            "__Secure-a=1",
        ),
        ("http://h/", "=1", "http://h/", "1"),
        ("http://h/", "a=", "http://h/", "a="),
    ] {
        assert_eq!(
            sent(&jar(&[(set_by, header)]), asked, 1),
            expected,
            "{header} by {set_by} to {asked}"
        );
    }
}

#[test]
fn what_is_refused() {
    for (from, header, why) in [
        ("http://h/", "", Refused::Malformed),
        (
            "http://app.example.com/",
            "a=1; Domain=other.com",
            Refused::ForeignDomain,
        ),
        (
            "http://example.com/",
            "a=1; Domain=app.example.com",
            Refused::ForeignDomain,
        ),
        (
            "http://127.0.0.1/",
            "a=1; Domain=0.0.1",
            Refused::ForeignDomain,
        ),
        (
            "http://example.co.uk/",
            "a=1; Domain=co.uk",
            Refused::PublicSuffix,
        ),
        (
            "http://rp.localhost/",
            "a=1; Domain=localhost",
            Refused::PublicSuffix,
        ),
        (
            "http://example.com/",
            "a=1; Secure",
            Refused::InsecureOrigin,
        ),
        (
            "https://example.com/",
            "a=1; SameSite=None",
            Refused::NoneWithoutSecure,
        ),
        (
            "https://example.com/",
            "__Secure-a=1",
            Refused::BrokenPromise,
        ),
        (
            "https://example.com/",
            "__Host-a=1; Path=/",
            Refused::BrokenPromise,
        ),
        (
            "https://example.com/",
            "__Host-a=1; Secure",
            Refused::BrokenPromise,
        ),
        (
            "https://example.com/",
            "__Host-a=1; Secure; Path=/x",
            Refused::BrokenPromise,
        ),
        (
            "https://example.com/",
            "__host-a=1; Secure; Path=/; Domain=example.com",
            Refused::BrokenPromise,
        ),
        (
            "https://example.com/",
            "=__Host-a=1; Secure; Path=/",
            Refused::BrokenPromise,
        ),
    ] {
        let refused = Jar::new().store(header, &url(from), at(0));
        assert_eq!(refused, Err(why), "{header} from {from}");
    }
}

#[test]
fn secure_cookies_are_left_alone_by_plain_origins() {
    let mut jar = jar(&[("https://example.com/", "a=1; Secure")]);
    let plain = url("http://example.com/");
    assert_eq!(
        jar.store("a=2", &plain, at(0)),
        Err(Refused::OverlaysSecure)
    );
    assert_eq!(jar.store("b=2", &plain, at(0)), Ok(()));
}

#[test]
fn life_and_death() {
    for (header, later, expected) in [
        ("a=1", 1_000_000, "a=1"),
        ("a=1; Max-Age=60", 59, "a=1"),
        ("a=1; Max-Age=60", 60, ""),
        ("a=1; Max-Age=0", 0, ""),
        ("a=1; Max-Age=-5", 0, ""),
        ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 0, ""),
        (
            "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60",
            1,
            "a=1",
        ),
        (
            "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT",
            399 * 86_400,
            "a=1",
        ),
        (
            "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT",
            401 * 86_400,
            "",
        ),
        ("a=1; Max-Age=9223372036854775807", 401 * 86_400, ""),
    ] {
        let jar = jar(&[("http://h/", header)]);
        assert_eq!(
            sent(&jar, "http://h/", later),
            expected,
            "{header} after {later} s"
        );
    }
}

#[test]
fn deletion_needs_the_same_name_domain_and_path() {
    let mut jar = jar(&[
        ("http://h.example.com/", "a=host"),
        ("http://h.example.com/", "a=domain; Domain=example.com"),
        ("http://h.example.com/x/", "a=path"),
    ]);
    assert_eq!(
        sent(&jar, "http://h.example.com/x/", 1),
        "a=path; a=host; a=domain"
    );
    let host = url("http://h.example.com/");
    jar.store("a=; Max-Age=0", &host, at(1)).unwrap();
    assert_eq!(sent(&jar, "http://h.example.com/x/", 1), "a=path; a=domain");
    jar.store("a=; Max-Age=0; Domain=example.com", &host, at(1))
        .unwrap();
    assert_eq!(sent(&jar, "http://h.example.com/x/", 1), "a=path");
    jar.store("a=; Max-Age=0; Path=/x", &host, at(1)).unwrap();
    assert_eq!(sent(&jar, "http://h.example.com/x/", 1), "");
}

#[test]
fn longer_paths_first_then_older_ones_and_a_new_value_keeps_its_place() {
    let mut jar = jar(&[
        ("http://h/", "a=1"),
        ("http://h/", "b=2"),
        ("http://h/x/", "c=3"),
    ]);
    jar.store("a=4", &url("http://h/"), at(5)).unwrap();
    assert_eq!(sent(&jar, "http://h/x/", 6), "c=3; a=4; b=2");
}

#[test]
fn same_site() {
    let all = "strict=1; lax=1; none=1; plain=1";
    for (from, safe, seconds, expected) in [
        (None, true, 1, all),
        (None, false, 1, all),
        (Some("http://127.0.0.1:9/"), false, 1, all),
        (
            Some("http://localhost:9/"),
            true,
            1,
            "lax=1; none=1; plain=1",
        ),
        (Some("http://localhost:9/"), false, 119, "none=1; plain=1"),
        (Some("http://localhost:9/"), false, 120, "none=1"),
        (
            Some("https://127.0.0.1/"),
            true,
            1,
            "lax=1; none=1; plain=1",
        ),
    ] {
        let app = "http://127.0.0.1:3000/";
        let jar = jar(&[
            (app, "strict=1; SameSite=Strict"),
            (app, "lax=1; SameSite=Lax"),
            (app, "none=1; SameSite=None; Secure"),
            (app, "plain=1"),
        ]);
        let initiator = from.map(url);
        let visit = Visit {
            initiator: initiator.as_ref(),
            safe,
        };
        let header = jar
            .header(&url(app), visit, at(seconds))
            .unwrap_or_default();
        assert_eq!(
            header, expected,
            "from {from:?}, safe: {safe}, after {seconds} s"
        );
    }
}

#[test]
fn without_grace_a_plain_cookie_is_lax_at_once() {
    let (app, idp) = (url("http://127.0.0.1:3000/"), url("http://localhost:3001/"));
    let mut jar = Jar::without_grace();
    jar.store("plain=1", &app, at(0)).unwrap();
    let post = Visit {
        initiator: Some(&idp),
        safe: false,
    };
    assert_eq!(jar.header(&app, post, at(1)), None);
}

#[test]
fn what_is_shown_of_a_cookie() {
    let jar = jar(&[(
        "http://localhost/",
        "a=1; HttpOnly; Secure; SameSite=lax; Path=/oidc",
    )]);
    let shown = jar.cookies(&url("http://localhost/oidc/auth"), at(1));
    let expected = Cookie {
        name: "a".into(),
        value: "1".into(),
        domain: "localhost".into(),
        path: "/oidc".into(),
        http_only: true,
        secure: true,
        same_site: Some("Lax".into()),
    };
    assert_eq!(shown, [expected]);
}
