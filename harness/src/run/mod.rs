//! Playing: each case in a fresh world of its own tenant, app and agent.
//!
//! [`run`] hands the cases of a plan to workers and tells what happens as events. A [`World`] lives for one
//! try. Everything waits with a deadline, nothing sleeps; what a step means is decided here, what a page
//! shows is judged by `check`, and the talking is done by `drive`.

mod act;
mod capture;
mod control;
mod end;
mod house;
mod look;
mod render;
mod seed;
mod seen;
mod send;
mod sign_in;
mod snapshots;
mod stillness;
#[cfg(test)]
mod tests;
mod trial;
mod trouble;
mod workers;
mod world;

pub use control::Controls;
pub use house::Houses;
pub use seed::{seed_text, sham_variables, tamper_json};

pub use trouble::Trouble;
pub use workers::{Settings, run};
pub use world::{Entering, Leaving, Players, Stage, World};
