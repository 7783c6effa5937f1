//! What the application is told from outside, and what is wrong with it.
//!
//! [`Arguments`] is what was written (flags and environment variables, all optional text);
//! [`Config`] is what is meant (nothing optional is left that has a default). The way from one to the
//! other names every mistake at once, with the place in Logto's console where the value stands.

mod arguments;
mod check;
mod error;
mod settings;

pub use arguments::Arguments;
pub use error::{ConfigError, Problem};
pub use settings::{AppSecret, Config};
