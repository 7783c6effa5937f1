//! What drivers answer when something fails, in our words.

use std::error::Error;

use fantoccini::error::{CmdError, ErrorStatus, NewSessionError};

use super::places::Installed;
use crate::drive::agent::AgentError;

/// What a failed command means for an act.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The page is changing: look again.
    Again(String),
    /// The page did not load in time.
    Slow,
    /// The address could not be opened.
    Unreachable(String),
    /// The driver or the browser failed.
    Broken(String),
}

/// Reads what a command's failure means.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "WebDriver's errors are many, and may be more"
)]
pub(super) fn meaning(error: &CmdError) -> Meaning {
    let CmdError::Standard(answer) = error else {
        return Meaning::Broken(chain(error));
    };
    let message = first_line(&answer.message);
    match &answer.error {
        ErrorStatus::StaleElementReference
        | ErrorStatus::NoSuchElement
        | ErrorStatus::JavascriptError
        | ErrorStatus::ScriptTimeout => Meaning::Again("it changes all the time".to_owned()),
        ErrorStatus::ElementNotInteractable => {
            Meaning::Again("it cannot be interacted with".to_owned())
        }
        ErrorStatus::ElementClickIntercepted => Meaning::Again(intercepted(&message)),
        ErrorStatus::MoveTargetOutOfBounds => {
            Meaning::Again("it cannot be scrolled into view".to_owned())
        }
        ErrorStatus::InvalidElementState => Meaning::Again("it cannot be edited".to_owned()),
        // The next command accepts it, as was asked of the session.
        ErrorStatus::UnexpectedAlertOpen => Meaning::Again("a dialog is open".to_owned()),
        ErrorStatus::Timeout => Meaning::Slow,
        ErrorStatus::UnknownError => unknown(&message),
        _ => Meaning::Broken(message),
    }
}

/// The errors for which WebDriver has no word.
fn unknown(message: &str) -> Meaning {
    if let Some(cause) = network_error(message) {
        return Meaning::Unreachable(cause);
    }
    let passing = [
        "context",
        "navigat",
        "unloaded",
        "detached",
        "not attached",
        "does not belong",
    ];
    if passing.iter().any(|word| message.contains(word)) {
        return Meaning::Again("the page is changing all the time".to_owned());
    }
    Meaning::Broken(message.to_owned())
}

/// `net::ERR_CONNECTION_REFUSED` and `about:neterror?e=connectionFailure` in words.
pub(super) fn network_error(text: &str) -> Option<String> {
    if let Some((_, rest)) = text.split_once("ERR_") {
        let code: String = rest
            .chars()
            .take_while(|c| c.is_ascii_uppercase() || *c == '_')
            .collect();
        return Some(code.replace('_', " ").to_lowercase());
    }
    let (_, rest) = text.split_once("about:neterror?e=")?;
    Some(rest.split('&').next().unwrap_or_default().to_owned())
}

/// `… is not clickable at point (1, 2). Other element would receive the click: <div>…`.
fn intercepted(message: &str) -> String {
    match message.split_once("would receive the click: ") {
        Some((_, other)) => format!("it is covered by {other}"),
        None => "it is covered".to_owned(),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim().to_owned()
}

/// The innermost cause says it in words a person knows.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut inner = error.source();
    while let Some(cause) = inner {
        text = cause.to_string();
        inner = cause.source();
    }
    text
}

/// Why there is no session: the driver's own words, and the way out where we know one.
pub(super) async fn no_session(
    error: NewSessionError,
    installed: Option<&Installed>,
    log: &str,
) -> AgentError {
    let words = match &error {
        NewSessionError::SessionNotCreated(answer) => answer.message.clone().into_owned(),
        NewSessionError::NotW3C(answer) => answer
            .get("message")
            .and_then(|message| message.as_str())
            .map_or_else(|| answer.to_string(), str::to_owned),
        NewSessionError::UnexpectedError(cause) => chain(cause),
        NewSessionError::BadWebdriverUrl(_)
        | NewSessionError::Failed(_)
        | NewSessionError::FailedC(_)
        | NewSessionError::Lost(_) => chain(&error),
    };
    let mut text = format!("no session: {}", first_lines(&words));
    if let Some(installed) = installed {
        let (browser, driver) = installed.versions().await;
        if let Some(advice) = mismatch(installed, browser.as_deref(), driver.as_deref()) {
            text = advice;
        }
        if !log.is_empty() {
            text = format!("{text}\nThe driver's last lines:\n{log}");
        }
    }
    AgentError::Broken(text)
}

/// A driver's stack trace helps nobody.
fn first_lines(words: &str) -> String {
    let lines: Vec<&str> = words
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Stacktrace") && !line.starts_with('#'))
        .filter(|line| !line.is_empty())
        .take(3)
        .collect();
    lines.join("; ")
}

/// ChromeDriver drives the Chrome of its own major version only.
fn mismatch(installed: &Installed, browser: Option<&str>, driver: Option<&str>) -> Option<String> {
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    let (browser, driver) = (browser?, driver?);
    let differ = installed.driver.ends_with("chromedriver") && major(browser) != major(driver);
    differ.then(|| {
        format!(
            "{} is version {browser} and {} is version {driver}: their major versions must be the \
             same. Install the driver of version {}, or put the matching pair first in PATH",
            installed.browser.display(),
            installed.driver.display(),
            major(browser).unwrap_or_default(),
        )
    })
}

#[cfg(test)]
mod tests {
    use fantoccini::error::WebDriver;

    use super::*;
    use crate::drive::webdriver::places::BrowserKind;

    #[test]
    fn what_failures_mean() {
        for (status, message, expected) in [
            (
                ErrorStatus::UnknownError,
                "unknown error: net::ERR_CONNECTION_REFUSED\n  (Session info: chrome=156)",
                Meaning::Unreachable("connection refused".into()),
            ),
            (
                ErrorStatus::UnknownError,
                "Reached error page: about:neterror?e=connectionFailure&u=http%3A//h/&c=UTF-8",
                Meaning::Unreachable("connectionFailure".into()),
            ),
            (
                ErrorStatus::UnknownError,
                "unknown error: aborted by navigation: loader has changed while resolving nodes",
                Meaning::Again("the page is changing all the time".into()),
            ),
            (
                ErrorStatus::ElementClickIntercepted,
                "element click intercepted: Element <a> is not clickable at point (5, 5). Other \
                 element would receive the click: <div class=\"modal\">...</div>",
                Meaning::Again("it is covered by <div class=\"modal\">...</div>".into()),
            ),
            (
                ErrorStatus::Timeout,
                "timeout: Timed out receiving message",
                Meaning::Slow,
            ),
            (
                ErrorStatus::InvalidSessionId,
                "invalid session id: session deleted as the browser has closed the connection\n",
                Meaning::Broken(
                    "invalid session id: session deleted as the browser has closed the connection"
                        .into(),
                ),
            ),
        ] {
            let error = CmdError::Standard(WebDriver::new(status, message.to_owned()));
            assert_eq!(meaning(&error), expected, "{message}");
        }
    }

    #[test]
    fn versions_that_do_not_fit_are_named_with_the_way_out() {
        let installed = Installed {
            kind: BrowserKind::Chrome,
            browser: "/usr/bin/chrome".into(),
            driver: "/usr/bin/chromedriver".into(),
        };
        assert_eq!(mismatch(&installed, Some("156.0.1"), Some("156.9.2")), None);
        assert_eq!(mismatch(&installed, None, Some("156.9.2")), None);
        assert_eq!(
            mismatch(&installed, Some("156.0.1"), Some("154.0.0")).unwrap(),
            "/usr/bin/chrome is version 156.0.1 and /usr/bin/chromedriver is version 154.0.0: their \
             major versions must be the same. Install the driver of version 156, or put the \
             matching pair first in PATH"
        );
    }

    #[test]
    fn a_stack_trace_is_left_out() {
        let words = "session not created: Chrome failed to start: exited normally.\n  (hint)\n\
                     Stacktrace:\n#0 0x1\n#1 0x2";
        let expected = "session not created: Chrome failed to start: exited normally.; (hint)";
        assert_eq!(first_lines(words), expected);
    }
}
