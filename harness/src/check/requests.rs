//! Whether the provider has seen what it should have.

use serde_json::Value as Json;

use super::{
    compare::{Reading, fits},
    finding::{json_words, matcher_words},
    judge::Wrong,
};
use crate::{
    expectation::{Matcher, RequestExpectation, Times},
    result::Exchange,
};

/// So many requests are told of when none fits.
const TOLD: usize = 5;

pub(super) fn judge(expected: &RequestExpectation<String>, seen: &[Exchange]) -> Option<Wrong> {
    let endpoint = &expected.endpoint;
    let there: Vec<&Exchange> = seen
        .iter()
        .filter(|one| &one.endpoint == endpoint)
        .collect();
    let fitting = there
        .iter()
        .filter(|one| misfit(expected, one).is_none())
        .count();
    let holds = match expected.times {
        None => fitting > 0,
        Some(Times::AtMost(most)) => fitting <= most,
        Some(Times::Exactly(times)) => fitting == times,
    };
    if holds {
        return None;
    }
    let words = conditions(expected);
    let (number, one) = match expected.times {
        None if endpoint.starts_with(['a', 'e', 'i', 'o']) => ("an".to_owned(), true),
        None => ("a".to_owned(), true),
        Some(Times::AtMost(most)) => (format!("at most {most}"), most == 1),
        Some(Times::Exactly(times)) => (format!("{times}"), times == 1),
    };
    let requests = if one { "request" } else { "requests" };
    let mut wrong = Wrong::new(
        format!("{number} {endpoint} {requests}{words}"),
        match (fitting, there.len()) {
            (0, 0) => format!("the provider has seen no {endpoint} request"),
            (fitting, all) if fitting == all => format!("the provider has seen {all}"),
            (fitting, all) => format!("{fitting} of {all} {endpoint} requests are so"),
        },
    );
    if there.is_empty() {
        let mut endpoints: Vec<&str> = seen.iter().map(|one| one.endpoint.as_str()).collect();
        endpoints.dedup();
        if !endpoints.is_empty() {
            wrong
                .notes
                .push(format!("it has seen {}", endpoints.join(", ")));
        }
    }
    wrong.notes.extend(
        there.iter().take(TOLD).filter_map(|one| {
            misfit(expected, one).map(|why| format!("request #{}: {why}", one.seq))
        }),
    );
    Some(wrong)
}

/// The first thing at which a request is not as expected.
fn misfit(expected: &RequestExpectation<String>, one: &Exchange) -> Option<String> {
    let params = expected.params.iter().find_map(|(name, matcher)| {
        let actual = one.param(name).map(Json::from);
        (!fits(matcher, actual.as_ref(), Reading::Whole))
            .then(|| format!("{name} is {}", json_words(actual.as_ref())))
    });
    let words = |wanted: Option<&Matcher<String>>, actual: Option<&str>, what: &str| {
        let actual = actual.map(Json::from);
        let misfit = !fits(wanted?, actual.as_ref(), Reading::Whole);
        misfit.then(|| format!("{what} is {}", json_words(actual.as_ref())))
    };
    let provider = words(
        expected.provider.as_ref(),
        Some(&one.provider),
        "the provider",
    );
    let client = words(
        expected.client.as_ref(),
        one.client.as_deref(),
        "the client",
    );
    let problem = one.problem.as_ref().map(|problem| problem.error.as_str());
    let error = words(expected.error.as_ref(), problem, "the error");
    let status = expected.status.as_ref().and_then(|matcher| {
        let actual = Json::from(one.status);
        (!fits(matcher, Some(&actual), Reading::Whole)).then(|| format!("the status is {actual}"))
    });
    params.or(provider).or(client).or(status).or(error)
}

fn conditions(expected: &RequestExpectation<String>) -> String {
    let params = expected
        .params
        .iter()
        .map(|(name, matcher)| (name.as_str(), Some(matcher)));
    let others = [
        ("the provider", expected.provider.as_ref()),
        ("the client", expected.client.as_ref()),
        ("the status", expected.status.as_ref()),
        ("the error", expected.error.as_ref()),
    ];
    let words: Vec<String> = params
        .chain(others)
        .filter_map(|(name, matcher)| {
            matcher.map(|matcher| format!("{name} {}", matcher_words(matcher, Reading::Whole)))
        })
        .collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" with {}", words.join(", "))
    }
}
