//! What a plan's steps are.

use std::time::Duration;

use super::{capture::Capture, expect::Expectations, http::HttpStep, template::Template};
use crate::{expectation::Target, source::Place};

/// One act, and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What to do.
    pub verb: Verb,
    /// How long it may wait.
    pub within: Duration,
    /// Where it was written.
    pub place: Place,
    /// The `use` steps that led to it, outermost first.
    pub through: Vec<Place>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Open an address.
    Open(Template),
    /// Click.
    Click(Target<Template>),
    /// Fill a field.
    Fill {
        /// Which.
        field: Target<Template>,
        /// With what.
        text: Template,
    },
    /// Choose an option.
    Select {
        /// Of which list.
        field: Target<Template>,
        /// Which.
        option: Template,
    },
    /// Press a key.
    Press(Template),
    /// Submit a form.
    Submit(Option<Target<Template>>),
    /// Sign in.
    SignIn(SignIn),
    /// Sign out, by these steps at the app's home page.
    SignOut {
        /// The app instance.
        app: String,
        /// The profile's way.
        steps: Vec<Step>,
    },
    /// Send a request.
    Http(HttpStep),
    /// Move the tenant's time on.
    Advance(Duration),
    /// Give the provider a new signing key.
    RotateKey(Key),
    /// Look whether the rest is about this app.
    Need(Expectations),
    /// Look.
    Expect(Expectations),
    /// Remember.
    Set(Vec<(String, Capture)>),
}

/// A kind of signing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// ECDSA with P-384.
    Es384,
    /// RSA.
    Rs256,
}

/// Where someone signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// At Logto, with a password.
    Logto,
    /// At Hugging Face, through Logto.
    HuggingFace,
}

/// How someone signs in.
#[derive(Clone, Debug, PartialEq)]
pub struct SignIn {
    /// The user's key in the seed.
    pub user: Template,
    /// Where.
    pub at: Provider,
    /// Another password than the seed's.
    pub password: Option<Template>,
    /// Whether the user refuses at Hugging Face.
    pub deny: bool,
    /// The app instance to begin at.
    pub app: String,
    /// The profile's way to begin.
    pub start: Vec<Step>,
}
