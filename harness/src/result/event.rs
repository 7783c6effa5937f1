//! What happens during a run, as it happens.

use super::CaseResult;

/// Something that a person at a terminal wants to know at once.
#[derive(Clone, Debug)]
pub enum Event {
    /// The app is being built.
    Building {
        /// By this line for the shell.
        line: String,
    },
    /// The run begins.
    Started {
        /// How many cases are to be played.
        cases: usize,
        /// How many at the same time.
        workers: usize,
        /// What plays the user.
        agent: String,
        /// The app under test.
        app: String,
        /// Why this agent, where that needs a word: no browser was found.
        note: Option<String>,
    },
    /// A try failed and another one follows.
    Retrying {
        /// Which case, and what its tries were so far.
        case: CaseResult,
    },
    /// A case is done.
    Finished {
        /// With this result.
        case: CaseResult,
    },
    /// The run was interrupted; what was not played stays so.
    Interrupted,
}
