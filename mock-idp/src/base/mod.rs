//! What knows nothing of OAuth: time, chance, keys, signatures, tables with expiry, tampering, the journal.

pub mod clock;
pub mod exchange;
pub mod hex;
pub mod ids;
pub mod journal;
pub mod jws;
pub mod key;
pub mod keys;
pub mod names;
pub mod store;
pub mod tamper;
