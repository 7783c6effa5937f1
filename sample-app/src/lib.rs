//! A web application that signs people in with Logto the way a careful engineer would.
//!
//! It is a demonstration, a tutorial and something to test against. The same binary runs against any
//! Logto; only the [configuration](config::Config) differs. It keeps everything in memory: restart it,
//! and everybody is signed out here.
//!
//! ```no_run
//! use sample_app::config::{Arguments, Config};
//!
//! # fn main() -> Result<(), sample_app::config::ConfigError> {
//! let config = Config::try_from(Arguments {
//!     logto_endpoint: Some("https://my-tenant.logto.app".to_owned()),
//!     logto_app_id: Some("my-app".to_owned()),
//!     logto_app_secret: Some("my-secret".to_owned()),
//!     ..Arguments::default()
//! })?;
//! let router = sample_app::app(config);
//! # let _ = router;
//! # Ok(())
//! # }
//! ```
//!
//! # Layout
//!
//! Each layer imports only from those below it, and the three in the middle nothing from each other; a
//! test reads the source and fails on anything else.
//!
//! | layer | modules |
//! |---|---|
//! | the binary | `main` |
//! | the whole | `app`, `headers`, [`server`] |
//! | what answers requests | `routes` |
//! | what they are made of | [`logto`] (the protocol), `session` (cookies), `pages` (HTML) |
//! | what all know | [`config`] |
//! | what is not ambient | [`clock`], `random` |

mod app;
pub mod clock;
pub mod config;
mod headers;
pub mod logto;
mod pages;
mod random;
mod routes;
pub mod server;
mod session;

pub use app::{app, app_with_clock};
