//! Cookies as a browser keeps them (RFC 6265bis, with Chrome's defaults).
//!
//! [`Jar`] stores and selects; [`site`] decides which addresses are one site; `set_cookie` reads the
//! header. All of it is pure and takes the time as a value. Who asks for a page and why it counts as
//! cross-site is known by the embedded agent.

mod jar;
mod set_cookie;
pub mod site;

pub(crate) use jar::applies;
pub use jar::{Jar, Refused, Visit};
pub use set_cookie::{SameSite, SetCookie};
