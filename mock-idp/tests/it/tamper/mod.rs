//! Tampering over real sockets: what is armed arrives changed, and the journal says so.

mod answers;
mod arrival;
mod huggingface;
mod party;
mod tokens;
mod transport;
mod when;
