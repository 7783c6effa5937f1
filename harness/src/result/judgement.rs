//! What was proved about an app by a provider that does wrong, or by an attack: more than passed or failed.

use std::time::Duration;

use serde::Serialize;

/// The verdict of a conformance row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The app did what it must, and the control run shows that it could have done otherwise.
    Pass,
    /// It did something that is better left undone.
    Warn,
    /// The row is not about this app.
    NotApplicable,
    /// It failed, as the list of this app's expected failures says.
    ExpectedFailure,
    /// Nothing is proved: the control run did not sign in, or the app fell before anything was tampered with.
    Inconclusive,
    /// It passed although the list says that it fails.
    UnexpectedPass,
    /// The app did what it must not.
    Fail,
}

impl Standing {
    /// All of them, with the words of reports.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Pass, "pass"),
        (Self::Warn, "warn"),
        (Self::NotApplicable, "not applicable"),
        (Self::ExpectedFailure, "expected failure"),
        (Self::Inconclusive, "inconclusive"),
        (Self::UnexpectedPass, "unexpected pass"),
        (Self::Fail, "fail"),
    ];

    /// The word for reports.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == self)
            .map_or("", |(_, word)| word)
    }
}

/// What one oracle says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Oracle {
    /// Whether it is content; nothing where it has no say.
    pub content: Option<bool>,
    /// What it saw.
    pub saw: String,
}

impl Oracle {
    /// An oracle that has no say.
    pub fn silent(saw: impl Into<String>) -> Self {
        Self {
            content: None,
            saw: saw.into(),
        }
    }

    /// An oracle that is content or not.
    pub fn says(content: bool, saw: impl Into<String>) -> Self {
        Self {
            content: Some(content),
            saw: saw.into(),
        }
    }
}

/// The control run: the same steps with an honest provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Control {
    /// Whether it signed in.
    pub signed_in: bool,
    /// What happened.
    pub saw: String,
    /// How long it took, when it was played; other rows share it.
    #[serde(skip)]
    pub took: Duration,
}

/// The verdict of a row, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// The row: the name of a module of the OpenID Foundation's suite, where there is one.
    pub row: String,
    /// The verdict.
    pub standing: Standing,
    /// Why, in one line.
    pub reason: String,
    /// What the provider did wrong: `id-token nonce append`.
    pub tampered: Vec<String>,
    /// What the app shows.
    pub app: Oracle,
    /// What the provider saw of it.
    pub wire: Oracle,
    /// What the app says about it.
    pub said: Oracle,
    /// The control run; nothing where there was none.
    pub control: Option<Control>,
    /// What the OpenID Foundation's suite would have concluded.
    pub foundation: String,
    /// The rung of a ladder that this is, and whether it was accepted.
    pub rung: Option<Rung>,
}

/// A rung of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rung {
    /// The ladder.
    pub ladder: String,
    /// The rung: the name of the table's row.
    pub name: String,
    /// Whether the app signed in.
    pub accepted: bool,
}
