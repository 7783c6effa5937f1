//! Drives any app in a real browser from scenario files and judges how it handles sign-in.

pub mod clock;
pub mod drive;
pub mod expectation;
pub mod plan;
pub mod scenario;
pub mod source;
