//! Connectors against a small provider in the same process.

mod authorization;
mod describe;
mod provider;
mod user;
