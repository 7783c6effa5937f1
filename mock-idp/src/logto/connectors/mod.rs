//! Connectors: how Logto talks to other providers.
//!
//! - [`mod@factory`]: what Logto knows of each kind before it is configured; [`catalogue`] lists them,
//!   [`form`] holds their settings' forms, [`describe`] shows factories and connectors as the API does.
//! - [`authorization_uri`] says where to send a person; [`social_user`] asks who came back. The latter
//!   runs outside the lock: it calls the other provider.
//! - [`huggingface`], [`oauth2`], [`oidc`], [`mock_social`]: one file per social connector.
//! - [`messages`]: the settings of the mock's e-mail and SMS connectors.
//! - [`error`]: what goes wrong, and what Logto answers then. Answers and settings are judged by
//!   [`api::guard`](super::api::guard), word for word as Logto does.
//! - [`calls`]: the HTTP client, with the time limits and repetitions of Logto's.
//!
//! What a verification remembers of all this is the experience's business.

pub mod authorization;
pub mod calls;
pub mod catalogue;
pub mod describe;
pub mod error;
pub mod factory;
pub mod form;
pub mod huggingface;
pub mod messages;
pub mod mock_social;
pub mod oauth2;
pub mod oidc;
mod settings;
pub mod token_request;
pub mod user;

pub use authorization::{Authorization, authorization_uri};
pub use catalogue::{FACTORIES, factory};
pub use describe::{connector_to_api, factory_to_api, metadata, target};
pub use error::ConnectorError;
pub use factory::{Factory, Kind};
pub use user::{social_connector, social_user};

#[cfg(test)]
mod tests;
