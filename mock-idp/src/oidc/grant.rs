//! What a user granted a client: scopes and resource scopes, collected over time.

use std::{collections::BTreeMap, sync::Arc};

/// A grant. Its row in the store is keyed by the grant id.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    /// The user.
    pub account_id: Arc<str>,
    /// The client.
    pub client_id: Arc<str>,
    /// OpenID Connect scopes, in the order in which they were granted.
    pub scopes: Vec<Arc<str>>,
    /// Scopes of API resources, by resource indicator (RFC 8707).
    pub resources: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// Organizations that the user let a third-party application act in.
    pub organizations: Vec<String>,
}
