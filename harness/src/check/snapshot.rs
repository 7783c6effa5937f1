//! Snapshots: what is stable of requests, pages and tokens, as text.

use std::fmt::Write;

use serde_json::Value as Json;
use similar::TextDiff;

use super::{evidence::Evidence, judge::Wrong};
use crate::{
    expectation::SnapshotOf,
    result::{Exchange, Redactions},
};

/// Parameters and claims that a client or the provider makes up anew each time.
const MADE_UP: [&str; 9] = [
    "state",
    "nonce",
    "code_challenge",
    "code_verifier",
    "sid",
    "jti",
    "at_hash",
    "logout_token",
    "xsrf",
];
/// Shorter values are left as they are.
const SHORTEST: usize = 8;
/// Claims that hold a time.
const TIMES: [&str; 6] = ["iat", "exp", "nbf", "auth_time", "created_at", "updated_at"];

/// Stable names for what differs from run to run: addresses and secrets.
#[derive(Clone, Debug, Default)]
pub struct Names(pub Redactions);

pub(super) fn judge(of: SnapshotOf, name: &str, evidence: &Evidence) -> Option<Wrong> {
    let now = rendered(of, evidence);
    let stored = evidence.snapshots.iter().find(|(known, _)| known == name);
    match stored.and_then(|(_, stored)| stored.as_deref()) {
        None => {
            let mut wrong = Wrong::new(format!("the snapshot {name:?}"), "it was never taken");
            wrong.notes.push(
                "take it with --update-snapshots, or review it with `cargo insta review`"
                    .to_owned(),
            );
            Some(wrong)
        }
        Some(stored) if stored.trim_end() == now.trim_end() => None,
        Some(stored) => {
            let mut wrong = Wrong::new(format!("the snapshot {name:?}"), "it differs");
            let difference = TextDiff::from_lines(stored.trim_end(), now.trim_end())
                .unified_diff()
                .context_radius(2)
                .header("stored", "now")
                .to_string();
            wrong.notes.push(difference.trim_end().to_owned());
            wrong.notes.push(
                "accept it with --update-snapshots, or review it with `cargo insta review`"
                    .to_owned(),
            );
            Some(wrong)
        }
    }
}

/// The present text of a snapshot.
pub fn rendered(of: SnapshotOf, evidence: &Evidence) -> String {
    let Names(names) = &evidence.names;
    let mut names = names.clone();
    name_made_up(&mut names, &evidence.requests);
    name_interactions(&mut names, &evidence.requests);
    match of {
        SnapshotOf::Requests => names.apply(&requests_text(&evidence.requests)),
        SnapshotOf::Page => {
            let page = &evidence.page;
            names.apply(&format!(
                "# {}\n{}\n\n{}\n",
                page.title,
                page.url,
                page.text.trim_end()
            ))
        }
        SnapshotOf::IdToken => {
            let mut text = String::new();
            let claims = evidence.id_token().and_then(Json::as_object);
            for (claim, value) in claims.into_iter().flatten() {
                let value = stable(claim, value);
                let _ = writeln!(text, "{claim}: {value}");
            }
            names.apply(&text)
        }
    }
}

fn stable(name: &str, value: &Json) -> String {
    if TIMES.contains(&name) {
        "‹time›".to_owned()
    } else {
        value.to_string()
    }
}

/// Gives what was made up by the client a stable name, the same one wherever it comes again.
fn name_made_up(names: &mut Redactions, requests: &[Exchange]) {
    for name in MADE_UP {
        let mut seen: Vec<&str> = Vec::new();
        let params = requests.iter().filter_map(|one| one.param(name));
        let claims = requests
            .iter()
            .flat_map(|one| &one.issued)
            .filter_map(|issued| issued.claims.as_ref()?.get(name)?.as_str());
        for value in params.chain(claims) {
            // A short one was written by hand, and would tear other words apart.
            if value.len() >= SHORTEST && !seen.contains(&value) {
                seen.push(value);
                names.add(value, &format!("‹{name} #{}›", seen.len()));
            }
        }
    }
}

/// An interaction's id stands in the path at which it is taken up again.
fn name_interactions(names: &mut Redactions, requests: &[Exchange]) {
    let mut seen: Vec<&str> = Vec::new();
    for one in requests.iter().filter(|one| one.endpoint == "resume") {
        let uid = one.path.rsplit('/').next().unwrap_or_default();
        if uid.len() >= SHORTEST && !seen.contains(&uid) {
            seen.push(uid);
            names.add(uid, &format!("‹interaction #{}›", seen.len()));
        }
    }
}

/// Requests as text, one block each. What only a browser asks for (pictures, style) is left out: it tells
/// of the browser, not of the app.
pub fn requests_text(requests: &[Exchange]) -> String {
    let mut text = String::new();
    for one in requests
        .iter()
        .filter(|one| !one.endpoint.is_empty() || one.status >= 400)
    {
        let _ = writeln!(
            text,
            "{} {} {} {}",
            one.endpoint, one.status, one.method, one.path
        );
        for (name, value) in &one.params {
            let _ = writeln!(text, "  {name}: {value}");
        }
        if let Some(problem) = &one.problem {
            let _ = writeln!(text, "  ! {}: {}", problem.error, problem.description);
        }
        if let Some(location) = &one.location {
            let _ = writeln!(text, "  → {location}");
        }
        for issued in &one.issued {
            let _ = writeln!(text, "  + {}", issued.kind);
        }
    }
    text
}
