//! What the OpenID Foundation's suite would have concluded from the same run.

use super::trial::Seen;
use crate::{expectation::Foundation, result::Exchange};

/// What the OpenID Foundation's suite would have concluded: it sees the wire and nothing else, and takes five
/// seconds of silence for a refusal.
pub fn foundation_says(
    foundation: Option<Foundation>,
    control: &[Exchange],
    seen: &Seen,
) -> String {
    // After an answer at the redirection endpoint it waits for the token request, else for userinfo.
    let front = seen.requests.iter().flat_map(|one| &one.tampered);
    let front = front
        .clone()
        .any(|mark| mark.artefact == "authorization-response");
    let asks = |requests: &[Exchange]| {
        requests.iter().any(|one| {
            let awaited = one.endpoint == "userinfo" || (front && one.endpoint == "token");
            awaited && one.provider == "logto"
        })
    };
    let after = seen
        .requests
        .iter()
        .position(|one| !one.tampered.is_empty());
    let later = after.map_or(&[][..], |at| {
        seen.requests.get(at + 1..).unwrap_or_default()
    });
    match foundation {
        None => "it has no module for this".to_owned(),
        Some(Foundation::Flow) if asks(&seen.requests) => "PASSED: the userinfo request came".to_owned(),
        Some(Foundation::Flow) => {
            "never finished: it waits for a userinfo request, and this app sent none".to_owned()
        }
        Some(Foundation::Silence | Foundation::Skippable) if asks(later) => {
            if foundation == Some(Foundation::Skippable) {
                "SKIPPED: over TLS a token from the token endpoint need not be checked".to_owned()
            } else {
                "FAILED: the app went on with what it should have refused".to_owned()
            }
        }
        Some(Foundation::Silence | Foundation::Skippable) if asks(control) => {
            "PASSED: five seconds of silence".to_owned()
        }
        Some(Foundation::Silence | Foundation::Skippable) => {
            "PASSED, which proves nothing: five seconds of silence, and this app is silent when all is well too"
                .to_owned()
        }
        Some(Foundation::Either) => "PASSED or SKIPPED, whatever the app does".to_owned(),
        Some(Foundation::Call) if seen.requests.is_empty() => "never finished: no request came".to_owned(),
        Some(Foundation::Call) => "PASSED: the request came; what the app makes of it is not seen".to_owned(),
        Some(Foundation::Status) => {
            "it goes by the status of the app's answer, and does not look whether the session has ended".to_owned()
        }
    }
}
