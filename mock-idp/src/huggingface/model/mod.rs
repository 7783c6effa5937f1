//! What a Hugging Face knows: registered applications, users, organizations, and how a seed writes them.

pub mod app;
pub mod data;
mod export;
pub mod seed;
pub mod user;

pub use app::{App, Redirects};
pub use data::Data;
pub use seed::Seed;
pub use user::{BillingMode, Org, ResourceGroup, Role, User};
