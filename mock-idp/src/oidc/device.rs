//! The device authorization grant's user-facing half (RFC 8628): the device's request, the code that the
//! user types, the interaction, the answer that the device collects at the token endpoint.
//!
//! ```text
//! POST /device/auth                        the device asks: device code and user code
//! GET  /device[?user_code]                 the browser gets a form of its own; to the provider's page
//! POST /device user_code                   the code is looked up; to the page that asks "is it you?"
//! POST /device user_code, confirm | abort  an interaction | refused
//! GET  /device/:uid                        back from the interaction: granted, or the next prompt
//! ```

mod authorization;
mod code;
mod form;
mod page;
mod resume;

pub(crate) use authorization::handle as authorization;
pub(crate) use form::{get, post};
pub(crate) use resume::handle as resume;
