//! How Logto's JSON APIs are spoken: reading a call, checking its input, answering.
//!
//! Which calls there are is the business of the rooms that serve them.

pub mod call;
pub mod guard;
mod issue;
pub mod json_text;
pub mod route;

pub use call::Call;
pub use guard::{Members, Said};
pub use route::{answer, created, no_content, not_found, only, sync};
