//! What can go wrong while a step is played.

use crate::{
    drive::agent::AgentError,
    result::{Broken, Finding},
};

/// What went wrong.
#[derive(Debug)]
pub enum Trouble {
    /// The step could not be done, or what was expected did not come: the scenario fails.
    Failed {
        /// In one line.
        title: String,
        /// Expectations that did not hold.
        findings: Vec<Finding>,
    },
    /// What the rest needs is not there: it says nothing about this app.
    Unmet(String),
    /// The environment failed, or a file is wrong: no verdict.
    Broken(Broken),
}

impl Trouble {
    /// A failed step.
    pub fn failed(title: impl Into<String>) -> Self {
        Self::Failed {
            title: title.into(),
            findings: Vec::new(),
        }
    }

    /// A failed environment.
    pub fn broken(title: impl Into<String>, cause: impl Into<String>) -> Self {
        Self::Broken(Broken {
            title: title.into(),
            cause: cause.into(),
            invalid: false,
        })
    }
}

impl From<AgentError> for Trouble {
    fn from(error: AgentError) -> Self {
        match error {
            AgentError::Broken(cause) => Self::broken("the browser failed", cause),
            error @ (AgentError::NotFound { .. }
            | AgentError::NotReady { .. }
            | AgentError::Unreachable { .. }
            | AgentError::Unsupported { .. }) => Self::failed(error.to_string()),
        }
    }
}
