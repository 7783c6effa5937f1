//! What knows nothing of OAuth: time, chance, tables with expiry, the journal.

pub mod clock;
pub mod ids;
pub mod journal;
pub mod store;
