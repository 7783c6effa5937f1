//! What Hugging Face's pages show. The templates are in `templates/huggingface/`; they work without
//! scripts, in light and dark, on telephones.

pub mod consent;
pub mod show;
pub mod views;

pub use consent::{ConsentPage, is_web};
pub use show::show;
pub use views::{ConnectedApp, DevicePage, ErrorPage, LoginPage, ProfilePage, SettingsPage};
