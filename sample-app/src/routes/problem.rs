//! What went wrong, as a page: text for the person, the protocol's words, a way on. Bad answers are the
//! sender's fault (400); only a Logto that cannot be used makes a 502, 503 or 504.

use axum::http::StatusCode;
use axum::response::Response;

use super::paths;
use crate::config::Config;
use crate::logto::{HttpError, ProviderError, SignInError};
use crate::pages::{MessagePage, page};

const FAILED: &str = "Sign-in failed";
const AGAIN: Option<(&str, &str)> = Some((paths::SIGN_IN, "Try again"));
/// So much of a text that somebody else wrote is shown.
const LONGEST_DETAIL: usize = 400;

/// The page for a callback that came to nothing.
pub(super) fn sign_in_failed(error: &SignInError, config: &Config) -> Response {
    // `?`: the text may hold line breaks that somebody put there.
    tracing::warn!(reason = ?error.to_string(), "sign-in failed");
    if let SignInError::Provider(error) = error {
        return logto_unavailable(FAILED, error);
    }
    let (text, hint) = words(error, config);
    let message = MessagePage {
        title: FAILED,
        text: text.to_owned(),
        detail: detail(error),
        hint,
        action: AGAIN,
    };
    page(StatusCode::BAD_REQUEST, &message)
}

/// What to tell the person, and what to do about it.
fn words(error: &SignInError, config: &Config) -> (&'static str, Option<String>) {
    match error {
        SignInError::UnknownAttempt { .. } | SignInError::MissingState { .. } => (
            "This answer does not belong to a sign-in that this browser has under way. It may be too \
             old, used already, or somebody else's.",
            Some(format!(
                "Begin again, and open the app at {}: under another name for the same machine the \
                 browser does not bring its cookie back.",
                config.base_url
            )),
        ),
        SignInError::Refused { code, .. } => (refusal(code), None),
        SignInError::CodeRefused { code, .. } if code == "invalid_client" => (
            "Logto does not accept this app's credentials.",
            Some(
                "Compare LOGTO_APP_ID and LOGTO_APP_SECRET with Logto Console -> Applications -> your \
                 application."
                    .to_owned(),
            ),
        ),
        SignInError::CodeRefused { .. } => {
            ("Logto did not exchange the code for tokens. It may have expired or been used.", None)
        }
        SignInError::RepeatedParameter(_) | SignInError::MissingCode => {
            ("This is not an answer that Logto would send.", None)
        }
        SignInError::MissingIssuer | SignInError::WrongIssuer(_) => {
            ("This answer does not come from the Logto that this app trusts.", None)
        }
        SignInError::UnusableTokens(_) | SignInError::IdToken(_) | SignInError::Provider(_) => {
            ("What Logto sent did not pass this app's checks.", None)
        }
    }
}

fn refusal(code: &str) -> &'static str {
    match code {
        "access_denied" => "Logto did not let you in, or you turned back.",
        "login_required" | "interaction_required" | "consent_required" => {
            "Logto needs to ask you something first."
        }
        "temporarily_unavailable" | "server_error" => "Logto has a problem of its own right now.",
        _ => "Logto answered with an error.",
    }
}

/// The protocol's words.
fn detail(error: &SignInError) -> Option<String> {
    let text = match error {
        SignInError::UnknownAttempt { code } | SignInError::MissingState { code } => {
            (*code)?.to_owned()
        }
        SignInError::Refused { code, description }
        | SignInError::CodeRefused { code, description } => match description {
            Some(description) => format!("{code}: {description}"),
            None => code.clone(),
        },
        SignInError::RepeatedParameter(_)
        | SignInError::MissingIssuer
        | SignInError::WrongIssuer(_)
        | SignInError::MissingCode
        | SignInError::UnusableTokens(_)
        | SignInError::IdToken(_)
        | SignInError::Provider(_) => error.to_string(),
    };
    Some(shortened(&text))
}

/// The page for a Logto that cannot be used right now.
pub(super) fn logto_unavailable(title: &'static str, error: &ProviderError) -> Response {
    tracing::error!(reason = ?error.to_string(), "Logto cannot be used");
    let message = MessagePage {
        title,
        text: "Logto, which signs people in here, cannot be used right now.".to_owned(),
        detail: Some(shortened(&error.to_string())),
        hint: Some("Nothing was changed. Wait a moment before you try again.".to_owned()),
        action: AGAIN,
    };
    page(status(error), &message)
}

/// The page for a link to `/sign_in` that says something impossible.
pub(super) fn bad_sign_in_link(why: &str) -> Response {
    let message = MessagePage {
        title: FAILED,
        text: "The link that brought you here is not right.".to_owned(),
        detail: Some(shortened(why)),
        hint: None,
        action: AGAIN,
    };
    page(StatusCode::BAD_REQUEST, &message)
}

/// The page that asks before a link from another site signs somebody out.
pub(super) fn confirm_sign_out() -> Response {
    let message = MessagePage {
        title: "Leaving?",
        text: "Another site sent you here to end your session.".to_owned(),
        detail: None,
        hint: None,
        action: Some((paths::SIGN_OUT, "Sign out")),
    };
    page(StatusCode::OK, &message)
}

/// The status of a page that cannot be whole without Logto.
pub(super) fn status(error: &ProviderError) -> StatusCode {
    match error {
        ProviderError::Http(HttpError::TimedOut { .. }) => StatusCode::GATEWAY_TIMEOUT,
        ProviderError::Http(
            HttpError::Unreachable { .. }
            | HttpError::Status {
                status: 429 | 503, ..
            },
        )
        | ProviderError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ProviderError::Http(
            HttpError::Interrupted { .. } | HttpError::TooLarge { .. } | HttpError::Status { .. },
        )
        | ProviderError::Unusable { .. }
        | ProviderError::IssuerMismatch(_) => StatusCode::BAD_GATEWAY,
    }
}

/// An error's fragment as a sentence.
pub(super) fn sentence(fragment: &str) -> String {
    let mut letters = shortened(fragment).chars().collect::<Vec<_>>();
    if let Some(first) = letters.first_mut() {
        *first = first.to_uppercase().next().unwrap_or(*first);
    }
    letters.into_iter().chain(std::iter::once('.')).collect()
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_DETAIL {
        return text.to_owned();
    }
    text.chars()
        .take(LONGEST_DETAIL)
        .chain(std::iter::once('…'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_DETAIL, sentence, shortened};

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        let cut = shortened(&"é".repeat(LONGEST_DETAIL + 1));
        assert_eq!(cut.chars().count(), LONGEST_DETAIL + 1);
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn fragments_become_sentences() {
        assert_eq!(sentence("logto was away"), "Logto was away.");
    }
}
