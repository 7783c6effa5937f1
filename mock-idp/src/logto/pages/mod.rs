//! The sign-in experience as people see it: server-rendered pages that work without scripts, with the
//! texts, field names, roles and addresses of Logto's own.
//!
//! A page is a function of a [`visit`]: the request and the tenant's state in, a reply out. What people do on
//! a page goes through the same state machine as Logto's Experience API. What surrounds a page is
//! decided in [`frame`]; addresses stand in [`paths`], texts in [`texts`], templates and styles in the
//! crate's `templates/logto/`.

mod assets;
mod consent;
mod device;
mod direct;
mod entry;
mod error_page;
mod field;
mod flow;
mod focused;
mod forgot_password;
mod frame;
mod guard;
mod identifier;
mod language;
pub mod memory;
mod missing_profile;
mod new_password;
mod one_time_token;
mod paths;
mod register;
mod respond;
mod router;
mod sign_in;
mod sign_in_password;
mod sign_up;
mod single_sign_on;
mod social;
mod terms;
mod texts;
mod toast;
mod verification_code;
mod visit;

pub use memory::Memories;
pub(super) use router::routes;
