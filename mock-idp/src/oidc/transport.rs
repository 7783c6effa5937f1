//! Between sockets and the engine: reads an HTTP request into an [`exchange::Request`], writes an
//! [`exchange::Reply`] as an HTTP response. Vendor envelopes and security headers are put around it by
//! the provider.
//!
//! [`exchange::Request`]: super::exchange::Request
//! [`exchange::Reply`]: super::exchange::Reply

mod body;
mod etag;
mod late;
mod posts;
mod read;
mod sign;
pub mod tamper;
mod write;

pub use etag::{etag, is_fresh};
pub use late::{Answering, Late};
pub use posts::send;
pub use read::{Unread, Unreadable, origin, read, read_below};
pub use sign::sign;
pub use write::{not_found, write};
