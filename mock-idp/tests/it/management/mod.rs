//! The Management API through the router: calls as lines, answers as snapshots.
//!
//! - [`world`]: the tenant, and how a list of calls is made.
//! - One file per kind of resource.

mod access;
mod applications;
mod organizations;
mod settings;
mod users;
mod world;
