//! What went wrong in an exchange, in a sentence, and what to do about it.

use crate::base::journal::Entry;
use crate::control::journal::has_failed;

/// What went wrong and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Explanation {
    /// The error or status.
    pub(super) what: String,
    /// Which check failed.
    pub(super) why: String,
    /// What to do; empty where the cause says it.
    pub(super) fix: &'static str,
}

/// What an app's developer should look at first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// The exchange it is about.
    pub(super) seq: u64,
    /// Whether something was refused.
    pub(super) is_failure: bool,
    /// The headline.
    pub(super) title: String,
    /// What went wrong.
    pub(super) text: String,
    /// What to do.
    pub(super) fix: &'static str,
}

const UNSENT: &str = "Look at the app's callback: it ended before the token request. Usual causes are a state, \
    nonce or iss that it rejects, a lost cookie (localhost and 127.0.0.1 are two hosts), or an error of its own.";

const DISCOVER: &str = "Take addresses from /oidc/.well-known/openid-configuration.";

/// What went wrong; none where nothing did.
pub(super) fn explain(entry: &Entry) -> Option<Explanation> {
    if !has_failed(entry) {
        return None;
    }
    let Some(problem) = &entry.error else {
        return Some(of_status(entry));
    };
    let why = [&problem.reason, &problem.description, &problem.error];
    let why = why.into_iter().find(|text| !text.is_empty());
    let known = fix(&problem.error);
    Some(Explanation {
        what: problem.error.clone(),
        why: why.cloned().unwrap_or_default(),
        fix: if known.is_empty() && entry.status == 404 {
            DISCOVER
        } else {
            known
        },
    })
}

fn of_status(entry: &Entry) -> Explanation {
    let (why, fix) = match entry.status {
        _ if !entry.tampered.is_empty() => (
            "the mock answered so on purpose: something is armed",
            "Disarm it to see the true answer.",
        ),
        404 => ("nothing is at this address", DISCOVER),
        401 | 403 => (
            "the request brought no credentials that count",
            "Send a token that was issued by this tenant and has not expired.",
        ),
        500.. => ("the answer is a failure of the server", ""),
        _ => (
            "the request is not understood",
            "Compare its parameters below with the documentation.",
        ),
    };
    Explanation {
        what: entry.status.to_string(),
        why: why.to_owned(),
        fix,
    }
}

/// What helps against an OAuth error or an error of Logto, in general.
fn fix(error: &str) -> &'static str {
    match error {
        "invalid_client" => {
            "Compare the app's client id and secret with the applications of this tenant."
        }
        "invalid_redirect_uri" => {
            "Register the address that the app sent, to the letter, or let it send one that is registered."
        }
        "invalid_grant" => {
            "Exchange each code once, within 60 s, with the redirect_uri and code_verifier of its own request."
        }
        "login_required" | "consent_required" | "interaction_required" => {
            "Leave prompt=none out, or sign the user in first."
        }
        "invalid_scope" | "insufficient_scope" => {
            "Ask for scopes that this application and user have."
        }
        "invalid_target" => "Name a resource that is registered in this tenant.",
        "access_denied" => "Let the user agree, or give them what the cause names.",
        "invalid_token" => "Send an access token of this tenant that has not expired.",
        "unauthorized_client" | "unsupported_grant_type" => {
            "Use a grant type that this kind of application has."
        }
        "session.invalid_credentials" => "Type one of the passwords that the seed names.",
        "session.not_found" => {
            "Start at the authorization endpoint: the interaction is over or another browser's."
        }
        _ => "",
    }
}

/// What to look at first among these exchanges, oldest first.
pub(super) fn notice(entries: &[Entry]) -> Option<Notice> {
    let last = entries
        .iter()
        .rev()
        .filter(|entry| entry.provider != "control")
        .find(|entry| has_failed(entry) || !entry.tampered.is_empty());
    let unsent = unexchanged(entries);
    match (last, unsent) {
        (Some(last), Some(unsent)) if last.seq > unsent.seq => Some(of_entry(last)),
        (_, Some(unsent)) => Some(unsent),
        (Some(last), None) => Some(of_entry(last)),
        (None, None) => None,
    }
}

fn of_entry(entry: &Entry) -> Notice {
    let asked = named(entry);
    let client = entry.client_id.as_deref();
    let whose = client
        .map(|client| format!(" of {client}"))
        .unwrap_or_default();
    match explain(entry) {
        Some(explanation) => Notice {
            seq: entry.seq,
            is_failure: true,
            title: format!(
                "The {asked} request{whose} was refused: {}",
                explanation.what
            ),
            text: explanation.why,
            fix: explanation.fix,
        },
        None => Notice {
            seq: entry.seq,
            is_failure: false,
            title: format!("The answer to the {asked} request{whose} was changed on purpose"),
            text: marks(entry),
            fix: "If the app signs somebody in all the same, it does not check this.",
        },
    }
}

/// What was changed, in words.
fn marks(entry: &Entry) -> String {
    let marks = entry.tampered.iter();
    let marks: Vec<String> = marks
        .map(|mark| format!("{}: {} ({})", mark.artefact, mark.field, mark.operation))
        .collect();
    marks.join(", ")
}

/// What was asked, or the path where the mock has no name for it.
pub(super) fn named(entry: &Entry) -> &str {
    if entry.endpoint.is_empty() {
        &entry.path
    } else {
        &entry.endpoint
    }
}

/// The last code that was handed out, if no token request has brought it back.
fn unexchanged(entries: &[Entry]) -> Option<Notice> {
    let (entry, code) = entries.iter().rev().find_map(|entry| {
        let code = entry
            .issued
            .iter()
            .find(|issued| issued.kind == "authorization-code")?;
        (entry.provider == "logto").then_some((entry, &code.value))
    })?;
    let is_back = entries.iter().any(|later| {
        later.seq > entry.seq
            && later
                .form
                .iter()
                .any(|(name, value)| name == "code" && value == code)
    });
    (!is_back).then(|| Notice {
        seq: entry.seq,
        is_failure: false,
        title: format!(
            "{} was sent a code and has not exchanged it",
            entry.client_id.as_deref().unwrap_or("The app")
        ),
        text: "the sign-in went well here, and no token request followed".to_owned(),
        fix: UNSENT,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::journal::{Issued, Problem};

    fn entry(seq: u64, endpoint: &str, status: u16) -> Entry {
        Entry {
            seq,
            endpoint: endpoint.into(),
            status,
            provider: "logto".into(),
            client_id: Some("bookstore".into()),
            ..Entry::default()
        }
    }

    fn refused() -> Entry {
        Entry {
            error: Some(Problem {
                error: "invalid_grant".into(),
                description: "grant request is invalid".into(),
                reason: "PKCE: code_verifier must be sent".into(),
            }),
            ..entry(2, "token", 400)
        }
    }

    fn coded() -> Entry {
        let issued = Issued {
            kind: "authorization-code".into(),
            value: "c0de".into(),
            claims: None,
        };
        Entry {
            issued: vec![issued],
            ..entry(1, "authorize", 303)
        }
    }

    #[test]
    fn a_refusal_names_the_check_and_the_fix() {
        let explained = explain(&refused()).unwrap();
        assert_eq!(explained.why, "PKCE: code_verifier must be sent");
        assert!(explained.fix.contains("code_verifier"));
        assert_eq!(explain(&entry(1, "jwks", 200)), None);
        assert!(
            explain(&entry(1, "", 404))
                .unwrap()
                .fix
                .contains("openid-configuration")
        );
    }

    #[test]
    fn what_to_look_at_first() {
        let title = |entries: Vec<Entry>| notice(&entries).map(|notice| (notice.seq, notice.title));
        assert_eq!(title(vec![entry(1, "jwks", 200)]), None);
        let unsent = "bookstore was sent a code and has not exchanged it".to_owned();
        assert_eq!(title(vec![coded()]), Some((1, unsent)));
        let mut failed = refused();
        failed.form = vec![("code".into(), "c0de".into())];
        let told = "The token request of bookstore was refused: invalid_grant".to_owned();
        assert_eq!(title(vec![coded(), failed]), Some((2, told)));
        let exchanged = Entry {
            form: vec![("code".into(), "c0de".into())],
            ..entry(2, "token", 200)
        };
        assert_eq!(title(vec![coded(), exchanged]), None);
    }
}
