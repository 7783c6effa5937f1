//! Browser sessions: values kept on the server under ids that cannot be guessed, and the cookie that
//! carries the id. What the values mean is not known here.

mod cookie;
mod store;

pub(crate) use cookie::SessionCookie;
pub(crate) use store::{SessionId, Sessions};
