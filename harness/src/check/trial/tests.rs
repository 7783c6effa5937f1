use super::*;
use crate::{
    check::foundation_says,
    expectation::Foundation,
    result::{Issued, Tampered},
    source::Source,
};

fn place() -> Place {
    Place::new(&Source::new("a.yaml", "expect: rejected"), 8..16)
}

fn exchange(seq: u64, endpoint: &str) -> Exchange {
    Exchange {
        seq,
        provider: "logto".into(),
        endpoint: endpoint.into(),
        status: 200,
        ..Exchange::default()
    }
}

/// A token response whose ID token is poisoned, and what came after it.
fn journal(later: &[Exchange]) -> Vec<Exchange> {
    let token = Exchange {
        params: vec![("grant_type".into(), "authorization_code".into())],
        issued: vec![Issued {
            kind: "access-token".into(),
            value: "poisoned".into(),
            claims: None,
        }],
        tampered: vec![Tampered {
            artefact: "id-token".into(),
            field: "nonce".into(),
            operation: "append".into(),
            before: Some("n".into()),
            after: Some("n1".into()),
        }],
        ..exchange(2, "token")
    };
    let mut all = vec![exchange(1, "authorize"), token];
    all.extend(later.iter().cloned());
    all
}

fn userinfo() -> Exchange {
    Exchange {
        bearer: Some("poisoned".into()),
        ..exchange(3, "userinfo")
    }
}

fn refused() -> Seen {
    Seen {
        pages: vec![("http://127.0.0.1:1/callback".into(), Some(400))],
        signed_in: Some(false),
        requests: journal(&[]),
        ..Seen::default()
    }
}

fn judged(wanted: Option<Wanted>, seen: &Seen) -> (Standing, String) {
    let place = place();
    let question = Question {
        wanted,
        lenient: false,
        tampers: true,
        clause: Some("OIDC-Core#3.1.3.7"),
        place: &place,
    };
    let proved = judge_trial(&question, seen);
    (proved.standing, proved.reason)
}

#[test]
fn a_refusal_is_proved_by_app_and_wire_together() {
    let rejected = Some(Wanted::Rejected);
    let cases = [
        (refused(), Standing::Pass, "it refused"),
        (
            Seen {
                signed_in: Some(true),
                ..refused()
            },
            Standing::Fail,
            "it signed in all the same",
        ),
        (
            Seen {
                requests: journal(&[userinfo()]),
                ..refused()
            },
            Standing::Fail,
            "request #3 ( ) uses it",
        ),
        (
            Seen {
                pages: vec![("http://a/callback".into(), Some(500))],
                ..refused()
            },
            Standing::Warn,
            "http://a/callback answered 500",
        ),
        (
            Seen {
                pages: vec![("http://a/callback".into(), Some(502))],
                ..refused()
            },
            Standing::Pass,
            "it refused",
        ),
        (
            Seen {
                blank: true,
                ..refused()
            },
            Standing::Warn,
            "the page is empty",
        ),
        (
            Seen {
                signed_in: None,
                ..refused()
            },
            Standing::Fail,
            "its home page could not be opened",
        ),
        (
            Seen {
                ended: Some("exit status: 101".into()),
                ..refused()
            },
            Standing::Fail,
            "it ended: exit status: 101",
        ),
        (
            Seen {
                requests: vec![exchange(1, "authorize")],
                ..refused()
            },
            Standing::NotApplicable,
            "the app never asked for what is tampered with",
        ),
        (
            Seen {
                ended: Some("exit status: 1".into()),
                requests: vec![exchange(1, "authorize")],
                ..refused()
            },
            Standing::Inconclusive,
            "the app fell before anything was tampered with: exit status: 1",
        ),
        (
            Seen {
                not_started: Some("its port is taken\nlast lines".into()),
                requests: Vec::new(),
                ..refused()
            },
            Standing::Inconclusive,
            "the app fell before anything was tampered with: its port is taken",
        ),
        (
            Seen {
                not_started: Some("the app is not ready\nlast lines".into()),
                ..refused()
            },
            Standing::Pass,
            "it refused: it did not even start",
        ),
    ];
    for (seen, standing, reason) in cases {
        assert_eq!(judged(rejected, &seen), (standing, reason.to_owned()));
    }
}

#[test]
fn each_verdict_asks_for_something_else() {
    let signed_in = Seen {
        signed_in: Some(true),
        requests: journal(&[userinfo()]),
        ..refused()
    };
    let stumbled = Seen {
        signed_in: Some(true),
        stumble: Some("no such button".into()),
        ..refused()
    };
    let cases = [
        (Wanted::Accepted, &signed_in, Standing::Pass),
        (Wanted::Accepted, &refused(), Standing::Fail),
        (Wanted::Accepted, &stumbled, Standing::Fail),
        (Wanted::Either, &signed_in, Standing::Pass),
        (Wanted::Either, &refused(), Standing::Pass),
        (Wanted::Discarded, &signed_in, Standing::Fail),
        (Wanted::Discarded, &refused(), Standing::Pass),
        (Wanted::Rejected, &signed_in, Standing::Fail),
    ];
    for (wanted, seen, standing) in cases {
        assert_eq!(judged(Some(wanted), seen).0, standing, "{wanted:?}");
    }
}

#[test]
fn what_does_not_start_is_judged_by_what_was_wanted() {
    let seen = Seen {
        not_started: Some("it ended".into()),
        ..refused()
    };
    let cases = [
        (Wanted::Accepted, Standing::Fail),
        (Wanted::Either, Standing::Warn),
        (Wanted::Discarded, Standing::Pass),
    ];
    for (wanted, standing) in cases {
        assert_eq!(judged(Some(wanted), &seen).0, standing, "{wanted:?}");
    }
}

#[test]
fn a_lenient_trial_warns_where_another_fails() {
    let place = place();
    let question = Question {
        wanted: Some(Wanted::Rejected),
        lenient: true,
        tampers: true,
        clause: None,
        place: &place,
    };
    let seen = Seen {
        signed_in: Some(true),
        ..refused()
    };
    let proved = judge_trial(&question, &seen);
    assert_eq!(proved.standing, Standing::Warn);
    assert_eq!(proved.app.content, Some(false));
    assert_eq!(proved.wire.content, Some(true));
}

#[test]
fn an_attack_without_tamper_is_judged_by_its_steps() {
    let place = place();
    let question = Question {
        wanted: None,
        lenient: false,
        tampers: false,
        clause: None,
        place: &place,
    };
    let quiet = Seen {
        signed_in: Some(true),
        ..Seen::default()
    };
    assert_eq!(judge_trial(&question, &quiet).standing, Standing::Pass);
    let stumbled = Seen {
        stumble: Some("no such button".into()),
        ..quiet
    };
    let proved = judge_trial(&question, &stumbled);
    assert_eq!(proved.standing, Standing::Fail);
    assert_eq!(proved.reason, "no such button");
}

#[test]
fn the_foundation_takes_silence_for_a_refusal() {
    let says = |foundation, control: &[Exchange], later: &[Exchange]| {
        let seen = Seen {
            requests: journal(later),
            ..Seen::default()
        };
        foundation_says(foundation, control, &seen)
    };
    let silence = Some(Foundation::Silence);
    let asks = [userinfo()];
    assert!(says(silence, &asks, &[]).starts_with("PASSED: five seconds"));
    assert!(says(silence, &[], &[]).starts_with("PASSED, which proves nothing"));
    assert!(says(silence, &asks, &asks).starts_with("FAILED"));
    assert!(says(Some(Foundation::Skippable), &asks, &asks).starts_with("SKIPPED"));
    assert!(says(Some(Foundation::Flow), &[], &[]).starts_with("never finished"));
    assert!(says(Some(Foundation::Flow), &[], &asks).starts_with("PASSED"));
    assert_eq!(says(None, &[], &[]), "it has no module for this");
}

#[test]
fn a_control_run_must_have_redeemed_a_code() {
    let redeemed = Exchange {
        params: vec![("grant_type".into(), "authorization_code".into())],
        ..exchange(1, "token")
    };
    let cases = [
        (vec![redeemed.clone()], None, true, true),
        (vec![], None, true, false),
        (vec![redeemed.clone()], None, false, false),
        (vec![redeemed], Some("no link".to_owned()), true, false),
    ];
    for (requests, failure, shown, signed_in) in cases {
        assert_eq!(control_says(&requests, failure, shown).signed_in, signed_in);
    }
}

#[test]
fn an_app_that_fell_or_failed_does_not_stand() {
    assert!(refused().stands());
    let ended = Seen {
        ended: Some("exit status: 1".into()),
        ..refused()
    };
    let failed = Seen {
        pages: vec![("http://a/".into(), Some(500))],
        ..refused()
    };
    assert!(!ended.stands() && !failed.stands());
}
