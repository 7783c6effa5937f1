//! The mock's own API, on its own listener: what the tenant saw, what it would have sent.
//!
//! Its wire types are public: [`journal::Entry`](crate::base::journal::Entry) and
//! [`inbox::Message`](crate::logto::inbox::Message).

mod api;
mod foreign;

pub use api::{Tenant, router};
