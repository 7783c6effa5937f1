//! What one page leaves for the next of the same interaction. Logto's page keeps it in its scripts.

use crate::{
    base::{clock::Moment, store::Table},
    logto::experience::Identifier,
};

/// Memories by the interaction's `uid`.
pub type Memories = Table<Memory>;

/// What was typed on the page before.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// Who the person says to be.
    pub identifier: Identifier,
    /// The code that was sent there.
    pub sent: Option<Sent>,
}

/// A code on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The id of the verification that takes it back.
    pub verification_id: String,
    /// When it was sent.
    pub at: Moment,
}
