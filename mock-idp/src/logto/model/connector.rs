//! Connectors: ways to other providers and to people's inboxes.

use serde_json::{Map, Value};

use crate::base::clock::Moment;

/// A configured connector. What its factory fixes (target, name, logo, form) is looked up by
/// `connector_id` where it is shown.
#[derive(Clone, Debug)]
pub struct Connector {
    /// The id in the tenant: part of the callback address.
    pub id: String,
    /// The factory's id: `huggingface-universal`, …
    pub connector_id: String,
    /// Its settings, as the factory defines them.
    pub config: Map<String, Value>,
    /// Overrides of target, name and logo, for standard connectors.
    pub metadata: Map<String, Value>,
    /// Whether name and avatar follow the other provider at each sign-in.
    pub sync_profile: bool,
    /// Whether the other provider's tokens are stored.
    pub enable_token_storage: bool,
    /// When it was made.
    pub created_at: Moment,
}
