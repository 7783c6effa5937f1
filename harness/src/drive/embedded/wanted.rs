//! What is wanted and since when: what the errors of an act speak of.

use std::time::Duration;

use crate::{clock::Deadline, drive::agent::AgentError};

/// What is wanted, in words, and until when.
#[derive(Debug)]
pub(super) struct Wanted {
    name: String,
    pub(super) deadline: Deadline,
}

impl Wanted {
    pub(super) fn new(name: String, within: Duration) -> Self {
        Self {
            name,
            deadline: Deadline::after(within),
        }
    }

    /// It is not there.
    pub(super) fn not_found(&self, hint: String) -> AgentError {
        AgentError::NotFound {
            target: self.name.clone(),
            waited: self.deadline.waited(),
            hint,
        }
    }

    /// It is there, and cannot be used.
    pub(super) fn not_ready(&self, cause: String) -> AgentError {
        AgentError::NotReady {
            target: self.name.clone(),
            waited: self.deadline.waited(),
            cause,
        }
    }

    /// What it does, only a script knows.
    pub(super) fn needs_script(&self) -> AgentError {
        AgentError::Unsupported {
            agent: "embedded",
            what: format!("run the script behind {}", self.name),
        }
    }
}
